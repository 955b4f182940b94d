"""The model in one page: its rules as WebAssembly, the scenarios as data, the pages as HTML, in a single file.

Begin with `build.write_page`. `entries` are the calls a page makes, `capture` has Numba lower the rules without optimising
or loading them, `link` turns that into WebAssembly, `template` writes a scenario's world as data, `static/` is the page.
Only building needs the extra `web` (a linker); nothing native depends on this room.
"""
