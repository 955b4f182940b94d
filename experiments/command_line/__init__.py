"""The commands of `python run.py`, what they print and how they ask.

Begin with `main`. `studies` and `registers` hold the commands of those rooms, `console` and `tables` what is printed.
May import every other room.
"""
