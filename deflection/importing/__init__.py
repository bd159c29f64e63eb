"""Articles from elsewhere: a tree of Markdown, a Zendesk Guide dump, HTML pages; from a folder, a .zip or one file.

`kinds.open_source` is the one door. Nothing is trusted: what cannot be taken is refused with its place and reason, and
the rest is read.
"""
