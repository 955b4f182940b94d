"""Huajie from the command line: `python run.py` compares four policies for Zhaoshang Subdistrict."""

from experiments.cli import main

if __name__ == "__main__":
    main()
