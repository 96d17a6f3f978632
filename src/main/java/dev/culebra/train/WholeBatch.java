package dev.culebra.train;

import dev.culebra.model.Losses;
import dev.culebra.op.AllFinite;
import dev.culebra.op.AllReduceStart;
import dev.culebra.op.Log;
import dev.culebra.shape.DType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Shard;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a step computes beside its gradients, as it is for all samples of a batch, the same on every
 * device: sums of what the devices have, in one launch that takes place during the backward pass.
 *
 * @param means over the batch
 * @param kept how what layers keep changes. Running values are means over the devices, weighted by
 *     samples: what one device would have where they are linear in the batch's statistics
 * @param watched what must be finite for the step to be, beside the means
 */
record WholeBatch(List<Tensor> means, Trace.Recorded<Losses> kept, List<Tensor> watched) {
  /**
   * Adds up.
   *
   * @param means this device's parts of them
   * @param recorded what its layers registered
   * @param own what stays this device's and must be finite for the batch to be
   */
  static WholeBatch of(
      Shard shard, List<Tensor> means, Trace.Recorded<Losses> recorded, List<Tensor> own) {
    if (shard.isWhole()) {
      return new WholeBatch(means, recorded, recorded.watched());
    }
    List<Tensor> parts = new ArrayList<>(means);
    List<Parameter> running = new ArrayList<>();
    recorded
        .updates()
        .forEach(
            (parameter, next) -> {
              // Whole numbers count batches, which every device does alike.
              if (next.type().dtype() == DType.F32) {
                running.add(parameter);
                parts.add(next.affine(shard.share(), 0));
              }
            });
    List<Tensor> statistics = new ArrayList<>(own);
    recorded.predicated().forEach(update -> statistics.addAll(update.watched()));
    // A step that one device finds not finite must be so for all: the logarithm of its flag, 0 or
    // -infinity, is no longer 0 in the sum.
    if (!statistics.isEmpty()) {
      parts.add(Tensor.of(Log.of(AllFinite.of(Updates.values(statistics)))));
    }
    List<Tensor> sums =
        AllReduceStart.sums(Updates.values(parts)).stream().map(Tensor::of).toList();
    Map<Parameter, Tensor> next = new LinkedHashMap<>(recorded.updates());
    for (int i = 0; i < running.size(); i++) {
      next.put(running.get(i), sums.get(means.size() + i));
    }
    return new WholeBatch(
        sums.subList(0, means.size()),
        new Trace.Recorded<>(recorded.result(), next, recorded.predicated()),
        sums.subList(means.size(), sums.size()));
  }
}
