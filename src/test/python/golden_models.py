"""Ten training steps of tiny VAEs in PyTorch, and a model file as PyTorch writes it.

  golden_models.py       (rewrites vae_*.safetensors in src/test/resources/golden)

vae_<kind>.safetensors: the initial state_dict under its own names and in PyTorch's layout; x (NHWC); noise0..noise9
[N, latent]; loss, reconstruction and kl, each [10], nats per sample before the update of that step;
gradient.<name> of the first step; final.<name> after ten; reconstruction_of_x (NHWC, through the mean, final weights).
Adam 1e-3 on the same batch, float32. vae_<kind>_model.safetensors: the final state_dict alone, with its config.
"""
import json

import torch

from goldens import FOLDER, write
from vae_twin import Vae

SIZES = {
    "mlp": ({"architecture": "mlp", "input": [6, 6, 1], "hidden": 10, "latent": 3}, 8),
    "conv": ({"architecture": "conv", "input": [8, 8, 1], "channels": [4, 8], "hidden": 12, "latent": 3}, 4),
}
STEPS = 10


def steps(config, batch):
    torch.manual_seed(7)
    model = Vae(**config)
    x = torch.rand(batch, *config["input"])
    nchw = x.permute(0, 3, 1, 2).contiguous()
    noises = [torch.randn(batch, config["latent"]) for _ in range(STEPS)]
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    tensors = {**model.state_dict(), "x": x, **{f"noise{i}": noise for i, noise in enumerate(noises)}}
    tensors = {name: tensor.clone() for name, tensor in tensors.items()}
    rows = []
    for step, noise in enumerate(noises):
        reconstruction, kl = (term.mean() for term in model.terms(nchw, noise))
        optimizer.zero_grad()
        (reconstruction + kl).backward()
        if step == 0:
            tensors.update({f"gradient.{name}": p.grad.clone() for name, p in model.named_parameters()})
        optimizer.step()
        rows.append((reconstruction + kl, reconstruction, kl))
    for name, column in zip(("loss", "reconstruction", "kl"), zip(*rows)):
        tensors[name] = torch.stack(column)
    tensors.update({f"final.{name}": value for name, value in model.state_dict().items()})
    tensors["reconstruction_of_x"] = model.reconstruct(nchw).permute(0, 2, 3, 1)
    return model, tensors


def main():
    torch.set_num_threads(1)
    for kind, (config, batch) in SIZES.items():
        model, tensors = steps(config, batch)
        write(f"vae_{kind}", tensors, {"config": json.dumps(config), "lr": "0.001", "steps": str(STEPS), "seed": "7"})
        write(f"vae_{kind}_model", model.state_dict(), {"format": "pt", "model": "vae", "config": json.dumps(config)})


if __name__ == "__main__":
    main()
