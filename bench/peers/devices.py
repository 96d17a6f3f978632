"""Where peers compute, and calls that a GPU is given as one launch."""
import gc

import torch

WARM_UPS = 3


def chosen(facts):
    """The device of a benchmark; its matrix products are as precise as asked for."""
    device = torch.device(facts["device"])
    if device.type == "cuda":
        short = facts["precision"] == "tf32"
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = short
        torch.backends.cudnn.benchmark = True
        torch.cuda.set_device(device.index or 0)
    return device


def finish():
    """Waits for the device, if there is one."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def release(side):
    """Lets go of what a benchmark has left behind.

    Of one function PyTorch compiles eight shapes, and runs the ninth as it is, without a word: the next benchmark begins anew. Of the
    device's memory it keeps what it once had, of which other processes need some.
    """
    if side == "compile":
        torch._dynamo.reset()
    if torch.cuda.is_available():
        gc.collect()
        torch.cuda.empty_cache()


def require_graphs():
    if not torch.cuda.is_available():
        raise RuntimeError("CUDA graphs need a PyTorch that sees a GPU; this one sees none")


def captured(call):
    """A CUDA graph of what the call does, and its result, which each replay overwrites.

    The call runs a few times before, on a stream of its own as capture asks for, so that libraries choose their kernels. What it reads must
    stay where it is.
    """
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(WARM_UPS):
            call()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        result = call()
    return graph, result
