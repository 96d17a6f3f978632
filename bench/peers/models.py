"""Models of the zoo in PyTorch, at training steps and at encoding: kind -> maker(facts, way), as peer.py calls them.

The networks are the twins that the tests' golden files come from; what is timed around them is written for speed.
"""
import copy

import numpy
import torch
from safetensors.torch import load_file
from torch.nn import functional as F

import devices
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

    def follow(self, chosen, vectors):
        """In place: a captured step finds what the one before has left."""
        self.ema_count.lerp_(chosen.sum(0), 1 - self.decay)
        self.ema_sum.lerp_((chosen.T @ vectors).float(), 1 - self.decay)
        n = self.ema_count.sum()
        smoothed = (self.ema_count + self.epsilon) / (n + len(self.codebook) * self.epsilon) * n
        self.codebook.copy_(self.ema_sum / smoothed[:, None])


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
        level = least + (most - least) * torch.rand(len(x), 1, 1, 1, device=x.device)
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


def samples_of(facts):
    dtype = "int32" if facts["model"] == "seq2seq" else "float32"
    return torch.from_numpy(numpy.fromfile(facts["samples"], dtype).reshape(facts["shape"]))


def step(facts, way):
    """What a training loop does with a batch; under graphs, the batch is copied to where the captured step reads it."""
    device = devices.chosen(facts)
    on_gpu, is_graph = device.type == "cuda", way == "graphs"
    if is_graph:
        devices.require_graphs()
    model, batches = model_of(facts).to(device).train(), samples_of(facts)
    pinned = batches.pin_memory() if on_gpu else batches
    optimizer = torch.optim.Adam(model.parameters(), lr=facts["rate"], fused=True, capturable=is_graph)
    short = torch.autocast(device.type, dtype=torch.bfloat16, enabled=facts["precision"] == "bf16")
    mode = "reduce-overhead" if on_gpu else None
    loss = torch.compile(model.loss, dynamic=False, mode=mode) if way == "compile" else model.loss
    turn = iter(range(1 << 62))

    def train(batch):
        optimizer.zero_grad(set_to_none=True)
        with short:
            value = loss(batch)
        value.backward()
        optimizer.step()
        return value

    def call():
        return train(pinned[next(turn) % len(batches)].to(device, non_blocking=True))

    if is_graph:
        call = replayed(train, model, optimizer, pinned, turn, device)
    if on_gpu:
        call.finish = devices.finish
    return call, [call().item() for _ in range(COMPARED)], None


def replayed(train, model, optimizer, pinned, turn, device):
    batch, start = pinned[0].to(device, copy=True), copy.deepcopy(model.state_dict())
    graph, value = devices.captured(lambda: train(batch))
    # Capture took some steps before; the first one that counts begins where the others' does.
    model.load_state_dict(start)
    for state in optimizer.state.values():
        for moment in state.values():
            moment.zero_()

    def call():
        batch.copy_(pinned[next(turn) % len(pinned)], non_blocking=True)
        graph.replay()
        return value

    return call


def encode(facts, way):
    model, images = model_of(facts).eval(), samples_of(facts)[0].permute(0, 3, 1, 2).contiguous()

    def latent(x):
        return model.mean(model.encoder(x if model.convolutional else x.flatten(1)))

    function = torch.compile(latent, dynamic=False) if way == "compile" else latent

    def call():
        with torch.inference_mode():
            return function(images)

    return call, call().flatten().tolist(), None


KINDS = {"step": step, "encode": encode}
