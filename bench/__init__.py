"""The figures of the README, one command each; see README.md in this folder."""
