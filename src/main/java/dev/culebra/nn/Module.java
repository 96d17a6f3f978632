package dev.culebra.nn;

import dev.culebra.tensor.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Something with parameters, named by their path in the model as PyTorch names them, for example
 * {@code encoder.0.weight}. A part is told its path when it is made.
 *
 * <p>Owns its parameters until {@link #close}.
 */
public abstract class Module implements AutoCloseable {
  private final List<Module> children = new ArrayList<>();
  private final List<Parameter> own = new ArrayList<>();

  /** Adds a part, whose parameters become this module's. */
  protected final <M> M part(M part) {
    if (part instanceof Module module) {
      children.add(module);
    }
    return part;
  }

  /** Adds a parameter of this module's own. */
  protected final Parameter parameter(Parameter parameter) {
    own.add(parameter);
    return parameter;
  }

  /** Every parameter, in PyTorch's order: own ones first, then part by part. */
  public final List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(own);
    children.forEach(child -> all.addAll(child.parameters()));
    return all;
  }

  /** Fills every parameter anew. */
  public final void initialize(long seed) {
    parameters().forEach(parameter -> parameter.initialize(seed));
    settle();
  }

  private void settle() {
    children.forEach(Module::settle);
    initialized();
  }

  /** Called when all parameters are filled anew: those that depend on others are set here. */
  protected void initialized() {}

  @Override
  public void close() {
    own.forEach(Parameter::close);
    children.forEach(Module::close);
  }
}
