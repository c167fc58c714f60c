"""Innermost loops of C2's AArch64 code that move vectors to or from the stack.

Usage:

    python aarch64_loops.py LOG

LOG is what HotSpot writes on AArch64, or under qemu-aarch64, with

    -XX:+UnlockDiagnosticVMOptions -XX:CompileCommandFile=COMMANDS
    -XX:+LogVMOutput -XX:-DisplayVMOutput -XX:LogFile=LOG

where COMMANDS has the lines `print,METHOD` and `dontinline,METHOD` for each
kernel. Needs aarch64-linux-gnu-objdump (GNU binary utilities). Loops without a
multiply-add, which deoptimisation leaves behind, are not looked at. Prints one
line for each loop that spills and the number of kernels; on x86-64
KernelMachineCodeTest does the same and more.
"""

import re
import subprocess
import sys
import tempfile


def methods(path):
    """Name and code {address: bytes} of each method that C2 compiled."""
    name, code = None, None
    with open(path, errors="replace") as log:
        for line in log:
            compiled = re.search(r"Compiled method \((c\d)\).*?(\S+::\S+)", line)
            if compiled:
                name = compiled.group(2) if compiled.group(1) == "c2" else None
            elif "[MachCode]" in line:
                code = {}
            elif "[/MachCode]" in line:
                if name:
                    yield name, code
                code = None
            elif code is not None:
                words = re.match(r"\s+0x([0-9a-f]+):\s+([0-9a-f| ]+)", line)
                if words:
                    hexes = words.group(2).replace("|", " ").split()
                    code[int(words.group(1), 16)] = bytes.fromhex("".join(hexes))


def disassembled(code):
    """[(address, operation, operands)]."""
    start = min(code)
    data = bytearray()
    for address in sorted(code):
        data += bytes(address - start - len(data)) + code[address]
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        text = subprocess.run(
            ["aarch64-linux-gnu-objdump", "-D", "-b", "binary", "-m", "aarch64",
             f"--adjust-vma={start}", file.name], capture_output=True, text=True, check=True).stdout
    lines = re.findall(r"^\s*([0-9a-f]+):\s+[0-9a-f]{8}\s+(\S+)[ \t]*(.*)$", text, re.M)
    return [(int(address, 16), op, operands) for address, op, operands in lines]


def loops(code):
    """Instructions from each jump's target to the jump, where no other loop lies within."""
    places = {address: i for i, (address, _, _) in enumerate(code)}
    found = []
    for i, (_, op, operands) in enumerate(code):
        target = re.search(r"0x([0-9a-f]+)", operands.split("//")[0].split(",")[-1])
        jumps = op.startswith("b.") or op in ("b", "cbz", "cbnz", "tbz", "tbnz")
        if jumps and target and places.get(int(target.group(1), 16), i + 1) <= i:
            found.append((places[int(target.group(1), 16)], i))
    return [code[s:e + 1] for s, e in found
            if not any((s, e) != other and s <= other[0] and other[1] <= e for other in found)]


def main():
    kernels = set()
    for name, code in methods(sys.argv[1]):
        kernels.add(name)
        for loop in loops(disassembled(code)):
            adds = sum(bool(re.match(r"fml[as]|fn?m(add|sub)|fmad", op)) for _, op, _ in loop)
            spills = [op for _, op, operands in loop
                      if re.match(r"(st|ld)u?[rp]$", op)
                      and re.match(r"[qdz]\d", operands) and "[sp" in operands]
            if adds and spills:
                print(f"{name}: {len(spills)} of {len(loop)} instructions, {adds} multiply-adds")
    print(len(kernels), "kernels")


if __name__ == "__main__":
    main()
