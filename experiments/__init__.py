"""Many runs, and what they mean: comparisons, sweeps, sensitivity, pictures, the command line."""

from pathlib import Path

import model

# Mesa users keep a model.py of their own, and a folder on the path wins over what is installed.
_expected = Path(__file__).resolve().parent.parent / "model" / "__init__.py"
_found = Path(model.__file__ or "nowhere").resolve()
if _found != _expected:
    raise ImportError(
        f"'import model' found {_found}, which hides the model of Huajie ({_expected}). "
        "Start Python from another folder, rename that file, or put Huajie's folder first on the path."
    )
