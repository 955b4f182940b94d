"""Huajie from the command line: `python run.py` compares four policies for Zhaoshang Subdistrict."""

try:
    from experiments.command_line.main import main
except KeyboardInterrupt:  # nothing has been said or begun yet
    raise SystemExit(130) from None

if __name__ == "__main__":
    main()
