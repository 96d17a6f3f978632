"""The PyTorch twin of Culebra's VAE: opens Culebra's model.safetensors strictly, and writes such files.

  vae_twin.py reconstruct model.safetensors images.npy reconstructions.npy
  vae_twin.py write '{"input":[28,28,1],"hidden":400,"latent":20}' model.safetensors [SEED]

Images are float32 NHWC in [0,1]; the metadata entry "config" of a model file holds its sizes as JSON.
"""
import json
import sys

import numpy
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn


class Vae(nn.Module):
    """q(z|x) = N(mean, exp(log_variance)), Bernoulli decoder from logits. Kingma & Welling 2013."""

    def __init__(self, input=(28, 28, 1), hidden=400, latent=20, architecture="mlp", channels=(32, 64), **_):
        super().__init__()
        height, width, depth = input
        self.image = (depth, height, width)
        self.convolutional = architecture == "conv"
        if self.convolutional:
            first, second = channels
            low = (second, height // 4, width // 4)
            flat = low[0] * low[1] * low[2]
            self.encoder = nn.Sequential(
                nn.Conv2d(depth, first, 4, 2, 1), nn.ReLU(), nn.Conv2d(first, second, 4, 2, 1), nn.ReLU(),
                nn.Flatten(), nn.Linear(flat, hidden), nn.ReLU())
            self.decoder = nn.Sequential(
                nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, flat), nn.ReLU(), nn.Unflatten(1, low),
                nn.ConvTranspose2d(second, first, 4, 2, 1), nn.ReLU(), nn.ConvTranspose2d(first, depth, 4, 2, 1))
        else:
            flat = height * width * depth
            self.encoder = nn.Sequential(nn.Linear(flat, hidden), nn.ReLU())
            self.decoder = nn.Sequential(nn.Linear(latent, hidden), nn.ReLU(), nn.Linear(hidden, flat))
        self.mean = nn.Linear(hidden, latent)
        self.log_variance = nn.Linear(hidden, latent)

    def encode(self, x):
        features = self.encoder(x if self.convolutional else x.flatten(1))
        return self.mean(features), self.log_variance(features)

    def decode(self, z):
        """Logits, NCHW."""
        return self.decoder(z).view(-1, *self.image)

    def terms(self, x, noise):
        """Reconstruction and KL in nats per sample, [N] each; x is NCHW, noise [N, latent]."""
        mean, log_variance = self.encode(x)
        logits = self.decode(mean + torch.exp(0.5 * log_variance) * noise)
        reconstruction = nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none")
        kl = -0.5 * (1 + log_variance - mean.square() - log_variance.exp())
        return reconstruction.flatten(1).sum(1), kl.sum(1)

    def reconstruct(self, x):
        """Pixel probabilities through the posterior mean, NCHW."""
        return torch.sigmoid(self.decode(self.encode(x)[0]))


def load(path):
    with safe_open(path, framework="pt") as file:
        model = Vae(**json.loads(file.metadata()["config"]))
        model.load_state_dict({name: file.get_tensor(name) for name in file.keys()}, strict=True)
    return model.eval()


def save(model, config, path):
    weights = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(weights, path, metadata={"format": "pt", "model": "vae", "config": json.dumps(config)})


def main(action, *rest):
    if action == "write":
        config = json.loads(rest[0])
        torch.manual_seed(int(rest[2]) if len(rest) > 2 else 0)
        save(Vae(**config), config, rest[1])
    elif action == "reconstruct":
        model, images = load(rest[0]), torch.from_numpy(numpy.load(rest[1]))
        with torch.no_grad():
            numpy.save(rest[2], model.reconstruct(images.permute(0, 3, 1, 2)).permute(0, 2, 3, 1).contiguous().numpy())
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["help"]))
