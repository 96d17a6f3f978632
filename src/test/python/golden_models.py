"""Ten training steps of tiny models in PyTorch, and a model file as PyTorch writes it.

  golden_models.py [NAME...]      (rewrites model_*.safetensors in src/test/resources/golden; all of them without a name)

model_<name>.safetensors holds, all in Culebra's layout (NHWC) but for parameters, which have PyTorch's names and order:
the initial state_dict; x, the samples, and labels where a model learns from them; draw.<step>.<draw>.<t>, what the
random draws of a step were at time t; value.<step>[.<term>], [10], the total and each term before that step's update,
means per sample; gradient.<step>.<parameter> at the first time, and where its terms cancel out magnitude.<step>.<parameter>,
the largest sum of their absolute values, or more where PyTorch's own float32 needs it; final.<parameter> after ten; reconstruction, of x by the final weights, where a
model has one. The metadata name the model, its config, the training options (JSON), and the steps
that take part. vae_<kind>_model.safetensors is a final state_dict alone, with its config.
"""
import json
import math
import sys

import torch

from aae_twin import Aae
from acai_twin import Acai, AcaiBaseline
from alae_twin import Alae
from ae_twin import Ae
from deep_ae_twin import DeepAe
from golden_steps import TIMES, Step, adam, record
from golden_unets import UNETS
from goldens import write
from cvae_twin import Cvae
from iwae_twin import Iwae
from pixelcnn_twin import PixelCnn
from semantic_hash_twin import SemanticHash
from seq2seq_twin import Seq2Seq
from vae_twin import Vae
from vq_vae_twin import VqVae


def ae(kind, config, batch):
    torch.manual_seed(13)
    module = Ae(**config)
    x = torch.rand(batch, *config["input"])
    step = Step("reconstruction", lambda draws: module.losses(x.clone(), draws),
                [(None, dict(module.named_parameters()))], adam())
    record(f"ae_{kind}", "ae", config, {}, module, [step], x, reconstruct=lambda: module.reconstruct(x))


def vae(kind, config, batch):
    torch.manual_seed(7)
    module = Vae(**config)
    x = torch.rand(batch, *config["input"])
    nchw = x.permute(0, 3, 1, 2).contiguous()

    def elbo(draws):
        reconstruction, kl = module.terms(nchw, draws.normal("z", batch, config["latent"]))
        return {None: reconstruction + kl, "reconstruction": reconstruction, "kl": kl}

    step = Step("elbo", elbo, [(None, dict(module.named_parameters()))], adam())
    record(f"vae_{kind}", "vae", config, {}, module, [step], x,
           reconstruct=lambda: module.reconstruct(nchw).permute(0, 2, 3, 1))
    write(f"vae_{kind}_model", module.state_dict(), {"format": "pt", "model": "vae", "config": json.dumps(config)})


def vae_capacity():
    torch.manual_seed(9)
    config = {"input": [4, 4, 1], "hidden": 6, "latent": 3, "objective": "capacity", "capacity": 4.5,
              "capacityWeight": 7.0, "likelihood": "bernoulli"}
    module = Vae(**config)
    x = torch.rand(8, *config["input"])
    times = iter(range(TIMES))

    def capacity(draws):
        reconstruction, kl = module.terms(x.permute(0, 3, 1, 2), draws.normal("z", 8, 3))
        allowed = 4.5 * next(times) / (TIMES - 1)
        return {None: reconstruction + 7 * (kl.mean() - allowed).abs(), "reconstruction": reconstruction, "kl": kl}

    step = Step("capacity", capacity, [(None, dict(module.named_parameters()))], adam())
    record("vae_capacity", "vae", config, {}, module, [step], x)


def vae_geco():
    torch.manual_seed(10)
    config = {"input": [4, 4, 1], "hidden": 6, "latent": 3, "objective": "geco", "tolerance": 0.1}
    module = Vae(**config)
    module.multiplier = torch.nn.Module()
    for name in ("log_multiplier", "constraint_sum", "constraint_weight"):
        module.multiplier.register_buffer(name, torch.zeros(()))
    x = torch.rand(8, *config["input"])
    average = []

    def geco(draws):
        mean, log_variance = module.encode(x.permute(0, 3, 1, 2))
        latent = mean + torch.exp(0.5 * log_variance) * draws.normal("z", 8, 3)
        error = (torch.sigmoid(module.decode(latent)).flatten(1) - x.flatten(1)).square().mean(1)
        kl = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum(1)
        excess = error / 0.1**2 - 1
        multiplier = module.multiplier.log_multiplier.exp()
        average.append(excess.mean().item())
        weights = [0.99 ** (len(average) - 1 - i) for i in range(len(average))]
        moving = sum(w * a for w, a in zip(weights, average)) / sum(weights)
        module.multiplier.log_multiplier = module.multiplier.log_multiplier + 0.01 * moving
        return {None: kl + multiplier * excess, "kl": kl, "excess": excess}

    step = Step("geco", geco, [(None, dict(module.named_parameters()))], adam())
    record("vae_geco", "vae", config, {}, module, [step], x)


def cvae(kind, config, batch):
    torch.manual_seed(12)
    module = Cvae(**config)
    x = torch.rand(batch, *config["input"])
    labels = torch.arange(batch, dtype=torch.int32) % 3

    def elbo(draws):
        reconstruction, kl = module.terms(x, labels, draws.normal("z", batch, config["latent"]))
        return {None: reconstruction + kl, "reconstruction": reconstruction, "kl": kl}

    step = Step("elbo", elbo, [(None, dict(module.named_parameters()))], adam())
    record(f"cvae_{kind}", "cvae", config, {}, module, [step], x, labels=labels,
           reconstruct=None if module.label else lambda: module.reconstruct(x))


def iwae(kind, config, batch):
    torch.manual_seed(8)
    # In float64, because what the density of a draw adds to the gradient of its mean cancels out.
    module = Iwae(**config).double()
    x = torch.rand(batch, *config["input"])
    options = {"beta1": 0.99, "epsilon": 5e-6, "secondMoment": 0.0025}

    def optimizer(parameters):
        made = torch.optim.Adam(parameters, lr=1e-3, betas=(0.99, 0.999), eps=5e-6)
        for p in parameters:
            made.state[p] = {"step": torch.tensor(0.0), "exp_avg": torch.zeros_like(p),
                             "exp_avg_sq": torch.full_like(p, 0.0025)}
        return made

    def bound(draws):
        pixels = draws.bernoulli("pixels", x).flatten(1).double()
        noises = [draws.normal(f"h{level + 1}", batch * config["samples"], size).double()
                  for level, size in enumerate(config["latents"])]
        return {None: module.losses(pixels, noises)}

    step = Step("bound", bound, [(None, dict(module.named_parameters()))], optimizer)
    record(f"iwae_{kind}", "iwae", config, options, module, [step], x,
           reconstruct=lambda: module.reconstruct(x.flatten(1).double()).view_as(x))


def deep_ae(config, batch):
    torch.manual_seed(11)
    module = DeepAe([36, *config["hidden"], config["latent"]])
    x = torch.rand(batch, 6, 6, 1)
    flat = x.flatten(1)

    def machine(number, rate):
        up, down = module.encoder[number], module.decoder[len(module.encoder) - 1 - number]
        name = f"encoder.{number}"
        parameters = {f"{name}.weight": up.weight, f"{name}.bias": up.bias,
                      f"decoder.{len(module.encoder) - 1 - number}.bias": down.bias}

        def sgd(given):
            weight, *biases = given
            return torch.optim.SGD([{"params": [weight], "weight_decay": config["weightCost"]}, {"params": biases}],
                                   lr=rate, momentum=0.5)

        return Step(f"rbm{number + 1}_calm", lambda draws: module.divergence(number, flat, draws),
                    [(None, parameters)], sgd)

    def fine_tuning(draws):
        logits = module.logits(flat)
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(logits, flat, reduction="none").sum(1)
        return {None: entropy, "squared_error": (torch.sigmoid(logits) - flat).square().sum(1)}

    steps = [machine(0, config["machineRate"]), machine(1, config["topRate"]),
             Step("fine_tuning", fine_tuning, [(None, dict(module.named_parameters()))], adam())]
    record("deep_ae", "deep-ae", config, {}, module, steps, x,
           reconstruct=lambda: torch.sigmoid(module.logits(flat)).reshape(x.shape))


def semantic_hash(kind, config, x):
    torch.manual_seed(13)
    module = SemanticHash(**config)
    step = Step("reconstruction", lambda draws: module.losses(x, module.code(x, draws)),
                [(None, dict(module.named_parameters()))], adam())
    record(f"semantic_hash_{kind}", "semantic-hash", config, {}, module, [step], x,
           reconstruct=lambda: module.decode((module.outputs(x) > 0).float()).view_as(x))


def acai(config, batch):
    torch.manual_seed(17)
    module = Acai(**config)
    x = torch.rand(batch, *config["input"])
    networks = dict(module.named_parameters())
    goals = [(None, {name: p for name, p in networks.items() if not name.startswith("critic")}),
             ("critic", {name: p for name, p in networks.items() if name.startswith("critic")})]
    step = Step("autoencoder", lambda draws: module.losses(x, draws), goals, adam())
    record("acai", "acai", config, {}, module, [step], x, reconstruct=lambda: module.reconstruct(x))


def acai_baseline(kind, config, batch):
    torch.manual_seed(19)
    config = {"input": [8, 8, 1], "kind": kind, "depth": 3, "scales": 2, "latent": 8, **config}
    module = AcaiBaseline(**config)
    x = torch.rand(batch, *config["input"])
    step = Step("autoencoder", lambda draws: module.losses(x, draws), [(None, dict(module.named_parameters()))], adam())
    reconstruct = (lambda: module.reconstruct(x)) if kind in ("plain", "dropout", "denoising") else None
    record(f"acai_baseline_{kind}", "acai-baseline", config, {}, module, [step], x, reconstruct=reconstruct)


def alae(config, batch):
    torch.manual_seed(23)
    module = Alae(**config)
    x = torch.rand(batch, *config["input"])

    def step(name, objective, *networks):
        parameters = {name: p for name, p in module.named_parameters() if name.split(".")[0] in networks}
        return Step(name, lambda draws: objective(x, draws), [(None, parameters)], adam(0.002, betas=(0.0, 0.99)))

    steps = [step("discriminator", module.discriminate, "encoder", "discriminator"),
             step("generator", module.generate, "mapping", "generator"),
             step("reciprocity", module.reciprocate, "encoder", "generator")]
    options = {"learningRate": 0.002, "beta1": 0.0, "beta2": 0.99}
    record("alae", "alae", config, options, module, steps, x, reconstruct=lambda: module.reconstruct(x))
def vq_vae(kind, config, batch):
    torch.manual_seed(13)
    module = VqVae(**config)
    module.data_variance.fill_(0.08)
    x = torch.rand(batch, *config["input"])
    nchw = x.permute(0, 3, 1, 2).contiguous()
    # Vectors far apart and codes near them, so that several are chosen and their distances do not cancel out.
    for convolution in (module.encoder[0], module.encoder[2], module.encoder[4], module.encoder[-1]):
        convolution.weight.data.mul_(3)
    vectors = module.encode(nchw).detach().flatten(0, 2)
    start = vectors[torch.randperm(len(vectors))[:config["codes"]]]
    start = start + 0.3 * vectors.std(0) * torch.randn_like(start)
    module.quantizer.codebook.data.copy_(start)
    if config["codeDecay"]:
        module.quantizer.ema_sum.copy_(start)
    step = Step("vq", lambda draws: module.terms(nchw), [(None, dict(module.named_parameters()))], adam())
    record(f"vq_vae_{kind}", "vq-vae", config, {}, module, [step], x,
           reconstruct=lambda: module.reconstruct(nchw).permute(0, 2, 3, 1))


def aae(kind, config, batch):
    torch.manual_seed(29)
    module = Aae(**config)
    x = torch.rand(batch, *config["input"])
    labels = torch.randint(0, config["classes"], (batch,), dtype=torch.int32) if config["labels"] else None

    def goal(term, *networks):
        return term, {name: p for name, p in module.named_parameters() if name.split(".")[0] in networks}

    def step(name, objective, *goals):
        return Step(name, lambda draws: objective(x, labels, draws), goals, adam())

    if config.get("turns") == "joint":
        steps = [step("autoencoder", module.together, goal(None, "encoder", "decoder"),
                      goal("discriminator", "discriminator"))]
    else:
        steps = [step("reconstruction", module.reconstruction, goal(None, "encoder", "decoder")),
                 step("discriminator", module.discriminate, goal(None, "discriminator")),
                 step("generator", module.deceive, goal(None, "encoder"))]
    record(f"aae_{kind}", "aae", config, {}, module, steps, x, labels, reconstruct=lambda: module.reconstruct(x))


def seq2seq(kind, config, pairs):
    torch.manual_seed(13)
    module = Seq2Seq(**config)
    x = torch.zeros(len(pairs), *config["input"], dtype=torch.int32)
    for row, (source, target) in zip(x, pairs):
        for column, symbols in enumerate((source, target + [2])):
            row[:len(symbols) + 1, column] = torch.tensor([len(symbols), *symbols])

    def likelihood(draws):
        losses, symbols = module.losses(x, lambda name, given: draws.bernoulli(name, torch.full_like(given, 0.75)))
        return {None: losses, "symbol": losses / symbols}

    step = Step("likelihood", likelihood, [(None, dict(module.named_parameters()))], adam())
    record(f"seq2seq_{kind}", "seq2seq", config, {}, module, [step], x)


PAIRS = [([3, 4, 5, 3], [5, 4, 3]), ([4], [3, 3, 4, 5]), ([5, 5, 4], []), ([3, 5], [4]), ([6, 3, 4, 4, 5], [3, 5])]


def pixelcnn(kind, config, batch):
    torch.manual_seed(14)
    module = PixelCnn(**config)
    codes = torch.randint(config["values"], (batch, *config["input"]), dtype=torch.int32)
    labels = torch.arange(batch, dtype=torch.int32) % config["classes"] if config["classes"] else None
    positions = codes[0].numel()

    def likelihood(draws):
        nats = module(codes, labels)
        return {None: nats, "bits": nats / math.log(2) / positions}

    step = Step("likelihood", likelihood, [(None, dict(module.named_parameters()))], adam())
    record(f"pixelcnn_{kind}", "pixelcnn", config, {}, module, [step], codes, labels=labels)


MODELS = {
    "aae_mlp": lambda: aae(
        "mlp", {"input": [5, 5, 1], "labels": False, "hidden": 9, "latent": 3, "discriminator": 7}, 7),
    "aae_labels": lambda: aae(
        "labels", {"input": [5, 5, 1], "classes": 3, "labels": True, "hidden": 8, "latent": 2, "discriminator": 6}, 9),
    "aae_pooling": lambda: aae(
        "pooling", {"input": [8, 8, 1], "labels": False, "architecture": "pooling", "turns": "joint", "depth": 2,
                    "scales": 2, "latent": 8, "discriminator": 6, "weight": 0.7}, 6),
    "alae": lambda: alae({"input": [5, 5, 1], "hidden": 9, "latent": 4, "mapping": 3, "penalty": 10.0}, 7),
    "ae_l1": lambda: ae("l1", {
        "input": [4, 4, 1], "hidden": [7], "latent": 3, "code": "relu", "regularizer": "l1", "weight": 0.2,
        "noise": "masking", "noiseLevel": 0.3}, 8),
    "ae_rate": lambda: ae("rate", {
        "input": [4, 4, 2], "hidden": [], "latent": 9, "code": "sigmoid", "regularizer": "rate", "weight": 2.0,
        "rate": 0.1, "loss": "squared_error", "noise": "salt_pepper", "noiseLevel": 0.4}, 8),
    "ae_top_k": lambda: ae("top_k", {
        "input": [4, 4, 1], "hidden": [], "latent": 12, "regularizer": "top_k", "kept": 5}, 8),
    "ae_contractive_analytic": lambda: ae("contractive_analytic", {
        "input": [4, 4, 1], "hidden": [], "latent": 6, "code": "sigmoid", "regularizer": "contractive",
        "jacobian": "analytic", "weight": 3.0}, 8),
    "ae_contractive_exact": lambda: ae("contractive_exact", {
        "input": [8, 8, 1], "architecture": "conv", "channels": [2, 3], "hidden": [5], "latent": 4, "code": "tanh",
        "regularizer": "contractive", "jacobian": "exact", "weight": 3.0, "loss": "squared_error"}, 4),
    "ae_contractive_sampled": lambda: ae("contractive_sampled", {
        "input": [4, 4, 1], "hidden": [7], "latent": 3, "code": "sigmoid", "regularizer": "contractive",
        "jacobian": "sampled", "weight": 3.0, "noise": "gaussian", "noiseLevel": 0.2}, 8),
    "ae_lstm": lambda: ae("lstm", {
        "input": [5, 4, 1], "architecture": "lstm", "hidden": [6], "latent": 3}, 8),
    "ae_gru": lambda: ae("gru", {
        "input": [5, 4, 1], "architecture": "gru", "hidden": [6], "latent": 3, "regularizer": "contractive",
        "jacobian": "exact", "weight": 1.0}, 8),
    "seq2seq_lstm": lambda: seq2seq(
        "lstm", {"input": [6, 2], "sources": 7, "targets": 6, "cell": "lstm", "embedding": 3, "hidden": 4, "layers": 2,
                 "bidirectional": False, "attention": False, "reversed": True, "dropout": 0.25}, PAIRS),
    "seq2seq_gru": lambda: seq2seq(
        "gru", {"input": [6, 2], "sources": 7, "targets": 6, "cell": "gru", "embedding": 3, "hidden": 6, "layers": 2,
                "bidirectional": True, "attention": True, "reversed": False, "dropout": 0}, PAIRS),
    "cvae_label": lambda: cvae("label", {"input": [4, 4, 1], "classes": 3, "hidden": 7, "latent": 2}, 9),
    "cvae_quadrant": lambda: cvae(
        "quadrant", {"input": [4, 5, 1], "condition": "quadrant", "quadrants": 2, "hidden": 7, "latent": 2}, 9),
    "semantic_hash_noise": lambda: semantic_hash(
        "noise", {"input": [6, 6, 1], "hidden": [8, 7], "latent": 5, "binarization": "noise", "noise": 0.7},
        torch.rand(8, 6, 6, 1, generator=torch.Generator().manual_seed(1))),
    "semantic_hash_words": lambda: semantic_hash(
        "words", {"input": [13], "hidden": [7], "latent": 6, "binarization": "straight"},
        torch.randint(0, 4, (8, 13), generator=torch.Generator().manual_seed(2)).float()),
    "acai": lambda: acai({"input": [8, 8, 2], "depth": 3, "scales": 2, "latent": 8, "weight": 0.5, "mixing": 0.2}, 6),
    "acai_baseline_plain": lambda: acai_baseline("plain", {}, 6),
    "acai_baseline_dropout": lambda: acai_baseline("dropout", {"dropout": 0.5}, 6),
    "acai_baseline_denoising": lambda: acai_baseline("denoising", {"noise": 0.7}, 6),
    "acai_baseline_vae": lambda: acai_baseline("vae", {}, 6),
    "acai_baseline_vq_vae": lambda: acai_baseline("vq_vae", {"latent": 4, "depth": 2, "codes": 11}, 6),
    "iwae_two_layers": lambda: iwae(
        "two_layers", {"input": [4, 4, 1], "bound": "iwae", "samples": 3, "latents": [4, 2], "hidden": [6, 5]}, 24),
    "iwae_elbo": lambda: iwae(
        "elbo", {"input": [4, 4, 1], "bound": "vae", "samples": 2, "latents": [3], "hidden": [6]}, 24),
    "deep_ae": lambda: deep_ae(
        {"input": [6, 6, 1], "hidden": [7], "latent": 3, "pretrain": 1, "machineRate": 0.1, "topRate": 0.001,
         "weightCost": 2e-4}, 8),
    "vae_capacity": vae_capacity,
    "vae_geco": vae_geco,
    "pixelcnn_classes": lambda: pixelcnn(
        "classes", {"input": [4, 5], "values": 7, "classes": 3, "hidden": 4, "layers": 3, "kernel": 3}, 5),
    "pixelcnn_wide": lambda: pixelcnn(
        "wide", {"input": [5, 4], "values": 6, "classes": 0, "hidden": 3, "layers": 2, "kernel": 5}, 4),
    "vq_vae_averages": lambda: vq_vae(
        "averages", {"input": [8, 12, 3], "codes": 7, "depth": 3, "hidden": 6, "residual": 4, "blocks": 2,
                     "codeDecay": 0.9, "commitment": 0.25}, 5),
    "vq_vae_gradient": lambda: vq_vae(
        "gradient", {"input": [8, 8, 1], "codes": 6, "depth": 2, "hidden": 6, "residual": 3, "blocks": 1,
                     "codeDecay": 0, "commitment": 0.5}, 4),
    **UNETS,
    "vae_mlp": lambda: vae(
        "mlp", {"architecture": "mlp", "input": [6, 6, 1], "hidden": 10, "latent": 3}, 8),
    "vae_conv": lambda: vae(
        "conv", {"architecture": "conv", "input": [8, 8, 1], "channels": [4, 8], "hidden": 12, "latent": 3}, 4),
}


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[1:] or MODELS:
        MODELS[name]()
