"""Speed side by side with others: the compiled model against an honest plain-Mesa rival of the same rules."""
