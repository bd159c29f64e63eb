"""What all tests share: a clock to turn, named people, and a world of real parts."""
