"""Models of the zoo in PyTorch, at training steps and at encoding: kind -> maker(facts, compiled), as peer.py calls them.

The networks are the twins that the tests' golden files come from; what is timed around them is written for speed.
"""
import numpy
import torch
from safetensors.torch import load_file
from torch.nn import functional as F

import seq2seq_twin
import unet_twin
import vae_twin
import vq_vae_twin

COMPARED = 10


class Vae(vae_twin.Vae):
    def loss(self, x):
        x = x.permute(0, 3, 1, 2)
        mean, log_variance = self.encode(x)
        logits = self.decode(mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean))
        reconstruction = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        kl = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum()
        return (reconstruction + kl) / len(x)


class Codebook(vq_vae_twin.Codebook):
    def index(self, z):
        flat = z.flatten(0, -2)
        scores = torch.addmm(self.codebook.square().sum(1), flat, self.codebook.t(), alpha=-2)
        return scores.argmin(1).view(z.shape[:-1])


class VqVae(vq_vae_twin.VqVae):
    def __init__(self, **config):
        super().__init__(**config)
        self.quantizer.__class__ = Codebook

    def loss(self, x):
        x = x.permute(0, 3, 1, 2)
        codes, commitment, _ = self.quantizer(self.encode(x))
        return (F.mse_loss(self.decode(codes), x) / self.data_variance + commitment.mean()).squeeze()


class Unet(unet_twin.Unet):
    def loss(self, x):
        x = x.permute(0, 3, 1, 2)
        least, most = self.noise
        level = least + (most - least) * torch.rand(len(x), 1, 1, 1)
        noisy = x + level * torch.randn_like(x)
        return (noisy + self.network(noisy) - x).square().sum() / len(x)


class Seq2Seq(seq2seq_twin.Seq2Seq):
    def loss(self, x):
        x = x.long()
        source, target = x[:, 1:, 0], x[:, 1:, 1]
        told = torch.cat([torch.full_like(target[:, :1], seq2seq_twin.START), target[:, :-1]], 1)
        _, states = self.encoder(self.source(source))
        logits = self.output(self.decoder(self.target(told), states)[0])
        return F.cross_entropy(logits.flatten(0, 1), target.flatten(), reduction="sum") / len(x)


MODELS = {"vae": Vae, "vq-vae": VqVae, "unet": Unet, "seq2seq": Seq2Seq}


def model_of(facts):
    model = MODELS[facts["model"]](**facts["config"])
    model.load_state_dict(load_file(facts["weights"]), strict=True)
    return model


def on_device(facts):
    """Where the steps run; matrix products as precise as asked for."""
    if facts["device"] == "cuda":
        short = facts["precision"] == "tf32"
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = short
        torch.backends.cudnn.benchmark = True
    return torch.device(facts["device"])


def samples_of(facts):
    dtype = "int32" if facts["model"] == "seq2seq" else "float32"
    return torch.from_numpy(numpy.fromfile(facts["samples"], dtype).reshape(facts["shape"]))


def step(facts, compiled):
    device = on_device(facts)
    model, batches = model_of(facts).to(device).train(), samples_of(facts)
    pinned = batches.pin_memory() if device.type == "cuda" else batches
    optimizer = torch.optim.Adam(model.parameters(), lr=facts["rate"], fused=True)
    mode = "reduce-overhead" if device.type == "cuda" else None
    short = torch.autocast(device.type, dtype=torch.bfloat16, enabled=facts["precision"] == "bf16")
    loss = torch.compile(model.loss, dynamic=False, mode=mode) if compiled else model.loss
    turn = iter(range(1 << 62))

    def call():
        optimizer.zero_grad(set_to_none=True)
        with short:
            value = loss(pinned[next(turn) % len(batches)].to(device, non_blocking=True))
        value.backward()
        optimizer.step()
        return value

    if device.type == "cuda":
        call.finish = torch.cuda.synchronize
    return call, [call().item() for _ in range(COMPARED)], None


def encode(facts, compiled):
    model, images = model_of(facts).eval(), samples_of(facts)[0].permute(0, 3, 1, 2).contiguous()

    def latent(x):
        return model.mean(model.encoder(x if model.convolutional else x.flatten(1)))

    function = torch.compile(latent, dynamic=False) if compiled else latent

    def call():
        with torch.inference_mode():
            return function(images)

    return call, call().flatten().tolist(), None


KINDS = {"step": step, "encode": encode}
