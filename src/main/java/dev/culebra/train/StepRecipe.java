package dev.culebra.train;

import dev.culebra.model.Model;
import dev.culebra.model.Step;
import dev.culebra.optim.Optimizer;
import dev.culebra.optim.ParameterGroup;
import dev.culebra.shape.DType;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * What a step consists of, apart from the size of its batch.
 *
 * @param step the objective and what it changes
 * @param dtype element type of the samples
 * @param isLabelled whether the samples have labels
 * @param rule the optimizer
 * @param clip largest norm of the gradient; 0 for no clipping
 * @param clipValue largest magnitude of a gradient's element; 0 for no clipping
 * @param ema decay of the averages; 0 for none
 * @param accumulates whether a step has several batches
 * @param bucketBytes of gradients that several devices add up at once
 * @param draws makes the random draws from the counter
 */
record StepRecipe(
    Step step,
    DType dtype,
    boolean isLabelled,
    Optimizer rule,
    double clip,
    double clipValue,
    double ema,
    boolean accumulates,
    long bucketBytes,
    Function<Tensor, Rng> draws) {
  static StepRecipe of(Step step, Model model, boolean isLabelled, TrainOptions options) {
    return new StepRecipe(
        step,
        model.inputType(),
        isLabelled,
        step.update() == null ? options.rule() : step.update().rule(),
        options.clip(),
        options.clipValue(),
        options.ema(),
        options.accumulate() > 1,
        Math.round(options.bucket() * (1 << 20)),
        Rng::new);
  }

  /** The groups that have parameters, in the parameters' order. */
  List<ParameterGroup> groups() {
    return step.parameters().stream().map(step::group).distinct().toList();
  }
}
