package dev.culebra.optim;

import dev.culebra.tensor.Tensor;
import java.util.List;

/** An update rule. Its state (moments) belongs to whoever trains, one tensor per moment. */
public sealed interface Optimizer permits Adagrad, Adam, Adamax, Rmsprop, Sgd {
  /**
   * Names of the moments that each parameter has, all of the parameter's type, zero at the start.
   */
  List<String> moments();

  /** How many device scalars {@link #rates} makes. */
  int rateCount();

  /**
   * The device scalars of a step, computed in double precision on the host so that every backend
   * gets the same bits.
   *
   * @param step number of this step, from 1
   * @param learningRate the schedule's value at this step
   * @param rates is filled; {@link #rateCount} long
   */
  void rates(long step, double learningRate, float[] rates);

  /**
   * Records the update.
   *
   * @param rates {@code f32[rateCount]}
   * @param finite scalar flag; 0 leaves everything as it is
   * @return the next parameter, then the next moments
   */
  List<Tensor> update(
      Tensor parameter, Tensor gradient, List<Tensor> moments, Tensor rates, Tensor finite);

  /** The same rule with its weight decay multiplied. */
  default Optimizer withDecay(double factor) {
    return switch (this) {
      case Adagrad a -> new Adagrad(a.rateDecay(), a.epsilon(), factor * a.weightDecay());
      case Adam a ->
          new Adam(a.beta1(), a.beta2(), a.epsilon(), factor * a.weightDecay(), a.decoupled());
      case Adamax a -> new Adamax(a.beta1(), a.beta2(), a.epsilon(), factor * a.weightDecay());
      case Rmsprop r ->
          new Rmsprop(r.alpha(), r.epsilon(), factor * r.weightDecay(), r.momentum(), r.centered());
      case Sgd s -> new Sgd(s.momentum(), s.nesterov(), factor * s.weightDecay());
    };
  }
}
