package dev.culebra.optim;

import dev.culebra.ir.Op;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** An update rule. Its state (moments) belongs to whoever trains, one tensor per moment. */
public sealed interface Optimizer permits Adagrad, Adam, Adamax, Rmsprop, Sgd {
  /** Names of the moments that each parameter has, all of the parameter's type. */
  List<String> moments();

  /** What every element of a moment is before the first step. */
  default double start(String moment) {
    return 0;
  }

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

  /** The operation that takes a step of any number of parameters. */
  Op operation();

  /**
   * Records the update of several parameters as one operation.
   *
   * @param gradients one for each parameter
   * @param moments a list for each of {@link #moments}, one tensor for each parameter
   * @param rates {@code f32[rateCount]}
   * @param scale scalar that multiplies the gradients; 0 leaves everything as it is
   * @return the next parameters, then a list for each moment
   */
  default List<List<Tensor>> update(
      List<Tensor> parameters,
      List<Tensor> gradients,
      List<List<Tensor>> moments,
      Tensor rates,
      Tensor scale) {
    List<Tensor> inputs = new ArrayList<>(parameters);
    inputs.addAll(gradients);
    moments.forEach(inputs::addAll);
    inputs.add(rates);
    inputs.add(scale);
    List<Tensor> next = Tensor.record(operation(), inputs);
    int count = parameters.size();
    return IntStream.rangeClosed(0, moments.size())
        .mapToObj(kind -> next.subList(kind * count, (kind + 1) * count))
        .toList();
  }

  /** The same rule with its weight decay multiplied. */
  default Optimizer withDecay(double factor) {
    return switch (this) {
      case Adagrad a -> new Adagrad(a.rateDecay(), a.epsilon(), factor * a.weightDecay());
      case Adam a ->
          new Adam(
              a.beta1(),
              a.beta2(),
              a.epsilon(),
              factor * a.weightDecay(),
              a.decoupled(),
              a.secondMoment());
      case Adamax a -> new Adamax(a.beta1(), a.beta2(), a.epsilon(), factor * a.weightDecay());
      case Rmsprop r ->
          new Rmsprop(r.alpha(), r.epsilon(), factor * r.weightDecay(), r.momentum(), r.centered());
      case Sgd s -> new Sgd(s.momentum(), s.nesterov(), factor * s.weightDecay());
    };
  }
}
