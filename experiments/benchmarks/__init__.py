"""Speed and agreement: the compiled model beside a second implementation of the same rules in plain Mesa, and torture of stores.

Begin with `bench` (`make bench`), which writes `records`; `plain_mesa` is the second implementation, `agreement` compares the two.
May import every other room.
"""
