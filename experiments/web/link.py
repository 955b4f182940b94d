"""From Numba's texts to WebAssembly: retargeted, linked into one module, optimised, emitted, linked by LLD.

`wasm_of` needs the extra `web`: the package `ziglang` carries LLD and a C compiler for the allocator.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm

TRIPLE = "wasm32-unknown-unknown"
FEATURES = "+bulk-memory,+nontrapping-fptoint,+sign-ext,+mutable-globals"
STACK = 1 << 20
NO_LINKER = "The web build needs the extra `web`: pip install ziglang (it carries the linker)."
# What Numba's runtime asks of its host: room that is never given back; the driver clears it before every call.
ALLOCATOR = """
#include <stdint.h>
extern unsigned char __heap_base;
static uintptr_t next, end;
typedef struct { int64_t count; void *drop, *info, *data; int64_t size; void *outside; } Block;
void heap_at(uintptr_t first, uintptr_t last) { next = first; end = last; }
uintptr_t heap_base(void) { return (uintptr_t)&__heap_base; }
void *NRT_MemInfo_alloc_aligned(int64_t size, uint32_t align) {
  uintptr_t block = (next + 15) & ~(uintptr_t)15;
  uintptr_t data = (block + sizeof(Block) + 63) & ~(uintptr_t)63;
  if (data + (uintptr_t)size > end) __builtin_trap();
  next = data + (uintptr_t)size;
  Block *made = (Block *)block;
  made->count = 1; made->drop = made->info = made->outside = 0; made->data = (void *)data; made->size = size;
  return made;
}
void NRT_MemInfo_call_dtor(void *block) { (void)block; }
void *NRT_Allocate(int64_t size) { return ((Block *)NRT_MemInfo_alloc_aligned(size, 0))->data; }
void NRT_Free(void *data) { (void)data; }
void *NRT_MemInfo_new_varsize(int64_t size) { return NRT_MemInfo_alloc_aligned(size, 0); }
void *NRT_MemInfo_new_varsize_dtor(int64_t size, void *drop) { (void)drop; return NRT_MemInfo_alloc_aligned(size, 0); }
void *NRT_MemInfo_varsize_alloc(Block *block, int64_t size) {
  block->size = size;
  return block->data = NRT_Allocate(size);
}
void *NRT_MemInfo_varsize_realloc(Block *block, int64_t size) {
  unsigned char *old = block->data, *grown = NRT_Allocate(size);
  for (int64_t k = 0; k < size && k < block->size; k++) grown[k] = old[k];
  block->size = size;
  return block->data = grown;
}
void NRT_MemInfo_varsize_free(Block *block, void *data) { (void)data; if (block->data == data) block->data = 0; }
"""


def wasm_of(captured: dict[str, Any]) -> bytes:
    """The WebAssembly of captured rules, with an export `run_NAME(returned, raised, slots)` for every entry."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    machine = llvm.Target.from_triple(TRIPLE).create_target_machine(opt=3, features=FEATURES, reloc="static")
    layout = str(machine.target_data)
    module = llvm.parse_assembly(f'target triple = "{TRIPLE}"\ntarget datalayout = "{layout}"\n')
    for text in captured["texts"]:
        part = llvm.parse_assembly(retargeted(text, layout))
        for function in part.functions:
            if not function.is_declaration and function.linkage == llvm.Linkage.external:
                function.linkage = "weak_odr"
        module.link_in(part)
    for name, mangled in captured["names"].items():
        module.link_in(llvm.parse_assembly(entry_text(name, module.get_function(mangled), layout)))
    return linked(optimised(module, machine), list(captured["names"]))


def retargeted(text: str, layout: str) -> str:
    """A text for the other machine; what LLVM knows by itself is called by its own name."""
    text = re.sub(r'target triple = "[^"]*"', f'target triple = "{TRIPLE}"', text)
    text = re.sub(r'target datalayout = "[^"]*"', f'target datalayout = "{layout}"', text)
    text = re.sub(r"= common (local_unnamed_addr )?global", "= linkonce_odr global", text)
    return text.replace('@"sqrt"(', '@"llvm.sqrt.f64"(').replace("@sqrt(", "@llvm.sqrt.f64(")


def entry_text(name: str, function: Any, layout: str) -> str:
    """A function that reads every parameter of a rule from a slot of eight bytes: WebAssembly takes a thousand at most."""
    kinds = [str(argument.type) for argument in function.arguments]
    lines = []
    for slot, kind in enumerate(kinds[2:]):
        lines.append(f"%p{slot} = getelementptr i64, ptr %slots, i32 {slot}")
        lines.append(f"%a{slot} = load {kind}, ptr %p{slot}, align 8")
    given = ", ".join(["ptr %ret", "ptr %raised", *(f"{kind} %a{slot}" for slot, kind in enumerate(kinds[2:]))])
    body = "\n  ".join(lines)
    return f"""target triple = "{TRIPLE}"
target datalayout = "{layout}"
declare i32 @"{function.name}"({", ".join(kinds)})
define i32 @run_{name}(ptr %ret, ptr %raised, ptr %slots) {{
  {body}
  %status = call i32 @"{function.name}"({given}) alwaysinline
  ret i32 %status
}}
"""


def optimised(module: Any, machine: Any) -> bytes:
    """The object code: all but the entries made internal, what nobody calls dropped, the rest optimised."""
    for function in module.functions:
        if not function.is_declaration and not function.name.startswith("run_"):
            function.linkage = "internal"
    for variable in module.global_variables:
        if not variable.is_declaration and variable.linkage != llvm.Linkage.internal:
            variable.linkage = "internal"
    for level, prunes in ((None, False), (2, True), (3, False)):
        builder = llvm.create_pass_builder(machine, llvm.create_pipeline_tuning_options(speed_level=level or 0))
        manager = llvm.create_new_module_pass_manager() if level is None else builder.getModulePassManager()
        if level is None:
            manager.add_global_dead_code_eliminate_pass()
        if prunes:
            manager.add_refprune_pass()
        manager.run(module, builder)
    module.verify()
    return bytes(machine.emit_object(module))


def linked(code: bytes, names: list[str]) -> bytes:
    """The module without imports, but for the allocator's and the rules' exports."""
    if importlib.util.find_spec("ziglang") is None:
        raise SystemExit(NO_LINKER)
    with tempfile.TemporaryDirectory(prefix="huajie-web-") as folder:
        rules, source, allocator, out = (Path(folder) / name for name in ("rules.o", "room.c", "room.o", "rules.wasm"))
        rules.write_bytes(code)
        source.write_text(ALLOCATOR)
        zig = [sys.executable, "-P", "-m", "ziglang"]
        run(
            [
                *zig,
                "cc",
                "-target",
                "wasm32-freestanding",
                "-O2",
                "-mbulk-memory",
                "-c",
                str(source),
                "-o",
                str(allocator),
            ]
        )
        exports = [f"--export=run_{name}" for name in names] + ["--export=heap_at", "--export=heap_base"]
        run([
            *zig, "wasm-ld", "--no-entry", "--strip-all", "--error-limit=0", "-z", f"stack-size={STACK}", "--stack-first",
            *exports, str(rules), str(allocator), "-o", str(out),
        ])  # fmt: skip
        return out.read_bytes()


def run(command: list[str]) -> None:
    """Run a tool; its own words where it fails."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command[:4])}: {done.stderr.strip() or done.stdout.strip()}")
