"""LibTorch's training steps and encoding: builds libtorch.cpp against the installed PyTorch when it has changed, and hands it the networks."""
import fcntl
import hashlib
import os
import pathlib
import shutil
import subprocess

import torch
from torch.utils import cpp_extension

import kernels
import models

SOURCE = pathlib.Path(__file__).with_name("libtorch.cpp")
FOLDER = SOURCE.parents[2] / "target" / "peers"


def command(library):
    paths = [f"-I{path}" for path in cpp_extension.include_paths()]
    for path in cpp_extension.library_paths():
        paths += [f"-L{path}", f"-Wl,-rpath,{path}"]
    abi = int(torch._C._GLIBCXX_USE_CXX11_ABI)
    return ["g++", "-std=c++20", "-O2", "-shared", "-fPIC", f"-D_GLIBCXX_USE_CXX11_ABI={abi}", str(SOURCE), "-o", str(library), *paths,
            "-ltorch", "-ltorch_cpu", "-lc10"]


def load():
    """Raises what is missing, in one line."""
    if shutil.which("g++") is None:
        raise FileNotFoundError("g++ not found; install g++")
    # One library for each version of the source and of PyTorch.
    key = hashlib.sha256(SOURCE.read_bytes() + torch.__version__.encode()).hexdigest()[:16]
    library = FOLDER / f"libtorch-{key}.so"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open(FOLDER / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not library.exists():
            half = FOLDER / "half.so"
            built = subprocess.run(command(half), capture_output=True, text=True)
            if built.returncode:
                errors = [line for line in built.stderr.splitlines() if "error" in line] or built.stderr.splitlines()
                raise RuntimeError(f"g++ cannot compile libtorch.cpp: {errors[0] if errors else 'no reason given'}")
            os.replace(half, library)
    torch.classes.load_library(str(library))


def steps_of(facts, layout):
    if facts["device"] != "cpu" or facts["precision"] != "f32":
        raise NotImplementedError("libtorch.cpp computes on the CPU only, and in float32 only")
    model, samples = models.model_of(facts), models.samples_of(facts)
    if samples.is_floating_point():
        samples = samples.permute(0, 1, 4, 2, 3)
    batches = [batch.contiguous(memory_format=layout) for batch in samples]
    sizes = {name: float(value) for name, value in facts["config"].items() if isinstance(value, (bool, int, float))}
    sizes["convolutional"] = float(getattr(model, "convolutional", False))
    parameters = {name: tensor.detach() for name, tensor in model.named_parameters()}
    return torch.classes.culebra.Step(facts["model"], parameters, dict(model.named_buffers()), sizes, batches, facts["rate"])


def layouts(facts):
    images = len(facts["shape"]) == 5
    return [torch.contiguous_format, torch.channels_last] if images else [torch.contiguous_format]


def step(facts):
    candidates = [steps_of(facts, layout) for layout in layouts(facts)]
    losses = [[candidate.run().item() for _ in range(models.COMPARED)] for candidate in candidates]
    fastest = kernels.fastest([candidate.run for candidate in candidates])
    return fastest, losses[0], None


def encode(facts):
    candidates = [steps_of(facts, layout).encode for layout in layouts(facts)]
    return kernels.fastest(candidates), candidates[0]().flatten().tolist(), None


KINDS = {"step": step, "encode": encode}
