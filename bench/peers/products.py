"""Libraries for matrix products and convolutions, called as directly as Python can: side -> () -> {kind: maker(facts)}, as peer.py has them.

oneDNN and MKL are those inside PyTorch, by the operations that its compiler calls, with the weight packed beforehand; OpenBLAS is NumPy's.
"""
import torch


def factors(facts):
    """Rows x depth as the benchmark has it, and the weight, columns x depth."""
    m, k, n = facts["m"], facts["k"], facts["n"]
    left = torch.randn(k, m).t() if facts["left"] else torch.randn(m, k)
    return left, torch.randn(n, k)


def checked(call, expected):
    """A library that computes something else is no peer."""
    difference = (call() - expected).abs().max().item() / expected.abs().max().item()
    if not difference < 1e-4:
        raise ArithmeticError(f"differs from PyTorch's result by {difference:.1e} of the largest element")

    def run():
        with torch.inference_mode():
            call()

    return run


def onednn():
    if not torch.backends.mkldnn.is_available():
        raise NotImplementedError("this PyTorch has no oneDNN")
    return {"gemm": onednn_product, "conv": onednn_convolution}


def onednn_product(facts):
    left, weight = factors(facts)
    packed = torch.ops.mkldnn._reorder_linear_weight(weight, len(left))

    def call():
        return torch.ops.mkldnn._linear_pointwise(left, packed, None, "none", [], "")

    return checked(call, left @ weight.t()), [], "oneDNN inner product, weight packed"


def onednn_convolution(facts):
    large, small, side = facts["large"], facts["small"], facts["side"]
    kernel, stride, padding = facts["kernel"], facts["stride"], facts["padding"]
    low = (side + 2 * padding - kernel) // stride + 1
    extra = side - ((low - 1) * stride - 2 * padding + kernel)
    if facts["pass"] == "weight":
        raise NotImplementedError("PyTorch's own operation is oneDNN's already")
    settings = [padding] * 2, [stride] * 2, [1, 1], 1
    grows = facts["transposed"] == (facts["pass"] == "forward")
    weight = torch.randn(small, large, kernel, kernel)
    if grows:
        x = torch.randn(facts["n"], small, low, low).to(memory_format=torch.channels_last)
        places = settings[0], [extra] * 2, *settings[1:]
        packed = torch.ops.mkldnn._reorder_convolution_transpose_weight(weight, *places, list(x.shape))

        def call():
            return torch.ops.mkldnn._convolution_transpose_pointwise(x, packed, None, *places, "none", [], "")

        expected = torch.nn.functional.conv_transpose2d(x, weight, None, stride, padding, extra)
    else:
        x = torch.randn(facts["n"], large, side, side).to(memory_format=torch.channels_last)
        packed = torch.ops.mkldnn._reorder_convolution_weight(weight, *settings, list(x.shape))

        def call():
            return torch.ops.mkldnn._convolution_pointwise(x, packed, None, *settings, "none", [], "")

        expected = torch.nn.functional.conv2d(x, weight, None, stride, padding)
    return checked(call, expected), [], "oneDNN, weight packed"


def mkl():
    if not torch.backends.mkl.is_available():
        raise NotImplementedError("this PyTorch has no MKL")
    return {"gemm": mkl_product}


def mkl_product(facts):
    left, weight = factors(facts)
    packed = torch.ops.mkl._mkl_reorder_linear_weight(weight, len(left))

    def call():
        return torch.ops.mkl._mkl_linear(left, packed, weight, None, len(left))

    return checked(call, left @ weight.t()), [], "MKL sgemm, weight packed"


def openblas():
    import numpy

    name = numpy.show_config("dicts")["Build Dependencies"]["blas"]["name"]
    if "openblas" not in name:
        raise NotImplementedError(f"NumPy here multiplies with {name}, not with OpenBLAS")
    return {"gemm": openblas_product}


def openblas_product(facts):
    import numpy

    left, weight = factors(facts)
    right = weight.t() if facts["right"] else weight.t().contiguous()
    a, b, out = left.numpy(), right.numpy(), numpy.empty((facts["m"], facts["n"]), "float32")
    checked(lambda: torch.from_numpy(numpy.matmul(a, b, out=out)), left @ weight.t())
    return lambda: numpy.matmul(a, b, out=out), [], "OpenBLAS sgemm"


def faiss():
    import faiss as library

    library.omp_set_num_threads(torch.get_num_threads())
    return {"vq-nearest": faiss_nearest}


def faiss_nearest(facts):
    import faiss as library
    import numpy

    index = library.IndexFlatL2(facts["depth"])
    index.add(numpy.random.randn(facts["codes"], facts["depth"]).astype("float32"))
    vectors = numpy.random.randn(facts["n"], facts["depth"]).astype("float32")
    return lambda: index.search(vectors, 1), [], "FAISS IndexFlatL2"


SIDES = {"onednn": onednn, "mkl": mkl, "openblas": openblas, "faiss": faiss}
