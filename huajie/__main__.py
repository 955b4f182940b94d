"""`python -m huajie` is the command line, as `huajie` is."""

from experiments.command_line.main import main

if __name__ == "__main__":
    main()
