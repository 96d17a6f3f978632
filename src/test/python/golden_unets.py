"""Tiny U-Nets for golden_models.py."""
import torch

from golden_steps import Magnitudes, Step, adam, record
from unet_twin import Unet


def unet(kind, config, batch):
    torch.manual_seed(14)
    # In float64, because errors of float32 are summed over many pixels that almost cancel out.
    module = Unet(**config).double()
    x = torch.rand(batch, *config["input"])
    labels = torch.arange(batch, dtype=torch.int32) % 3 if config["task"] == "segment" else None
    name = "segmentation" if config["task"] == "segment" else "restoration"
    is_batch = config.get("norm") == "batch"
    # So large because Adam otherwise divides the rounding errors of a gradient of 0 by each other.
    options = {"epsilon": 0.01} if is_batch else {}
    step = Step(name, lambda draws: module.losses(x.double(), labels, draws),
                [(None, dict(module.named_parameters()))], adam(eps=options.get("epsilon", 1e-8)))
    record(f"unet_{kind}", "unet", config, options, module, [step], x, labels=labels,
           magnitudes=Magnitudes(module, lambda twin, draws: twin.losses(x, labels, draws)) if is_batch else None,
           reconstruct=None if config["task"] == "segment" else lambda: module.reconstruct(x.double()))


UNETS = {
    "unet_denoise": lambda: unet("denoise", {
        "input": [8, 4, 2], "task": "denoise", "depth": 2, "width": 3}, 3),
    "unet_inpaint": lambda: unet("inpaint", {
        "input": [8, 8, 1], "task": "inpaint", "depth": 1, "width": 4, "down": "strided",
        "up": "transposed"}, 3),
    "unet_segment": lambda: unet("segment", {
        "input": [8, 8, 1], "classes": 3, "task": "segment", "depth": 1, "width": 4, "skips": False}, 3),
    "unet_group": lambda: unet("group", {
        "input": [8, 4, 2], "task": "denoise", "depth": 1, "width": 4, "norm": "group"}, 3),
    "unet_batch": lambda: unet("batch", {
        "input": [8, 4, 2], "task": "denoise", "depth": 1, "width": 4, "norm": "batch"}, 3),
}
