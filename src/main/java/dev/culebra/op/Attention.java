package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Scaled dot-product attention (Vaswani et al. 2017) of several heads:
 *
 * <pre>
 * s(i,j) = scale·⟨q(i), k(j)⟩ for each key j that query i sees
 * l(i) = ln Σ e^s(i,j);  y(i) = Σ e^(s(i,j) − l(i))·v(j)
 * </pre>
 *
 * <p>Inputs of one type: q {@code [N,L,H,D]}, k {@code [N,S,H,D]}, v {@code [N,S,H,E]}. Outputs: y
 * {@code [N,L,H,E]}, and l {@code [N,L,H]}, from which the gradient finds the weights again (Dao et
 * al. 2022), so that nobody keeps them.
 *
 * @param scale usually {@code 1/√D}
 * @param mask which keys a query sees
 */
public record Attention(double scale, AttentionMask mask) implements Op {
  /** Smaller than any sum that matters, yet finite: its exponential is 0. */
  private static final double UNSEEN = -1e30;

  /** With the scale {@code 1/√D}. */
  public static Value of(Value query, Value key, Value value, AttentionMask mask) {
    double scale = 1 / Math.sqrt(query.shape().size(-1));
    return Node.apply(new Attention(scale, mask), query, key, value);
  }

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 3);
    Rule.floating(this, inputs, 0);
    for (int i = 0; i < 3; i++) {
      Rule.sameDtype(this, inputs, 0, i);
      Rule.rank(this, inputs, i, 4);
    }
    Shape query = inputs.get(0).shape();
    Shape key = inputs.get(1).shape();
    Shape value = inputs.get(2).shape();
    Rule.require(
        key.equals(Shape.of(query.size(0), key.size(1), query.size(2), query.size(3))),
        this,
        "keys do not fit the queries",
        inputs);
    Rule.require(
        value.equals(key.with(3, value.size(3))), this, "values do not fit the keys", inputs);
    String problem = mask.problem(query.size(1), key.size(1));
    Rule.require(problem == null, this, problem, inputs);
    return List.of(
        inputs.get(0).withShape(query.with(3, value.size(3))),
        inputs.get(0).withShape(query.range(0, 3)));
  }

  @Override
  public Value[] gradient(Backward backward) {
    List<Value> operands = new ArrayList<>(backward.inputs());
    operands.addAll(backward.outputs());
    for (int output = 0; output < 2; output++) {
      Value arrived = backward.gradients()[output];
      operands.add(arrived == null ? Fill.of(backward.output(output).type(), 0) : arrived);
    }
    Node node = Node.record(new AttentionGradient(this), operands.toArray(Value[]::new));
    return node.outputs().toArray(Value[]::new);
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value query = Transpose.swap(inputs.get(0), 1, 2);
    Value key = Transpose.swap(inputs.get(1), 1, 2);
    Value value = Transpose.swap(inputs.get(2), 1, 2);
    Value scores = Affine.scale(MatMul.of(query, false, key, true), scale);
    if (mask.causal() || !mask.pattern().isEmpty()) {
      Value unseen = Fill.of(scores.type().withShape(Shape.SCALAR), UNSEEN);
      scores = Select.of(seen(scores.shape().size(2), scores.shape().size(3)), scores, unseen);
    }
    Value result = MatMul.of(Softmax.of(scores, 3), value);
    Value logarithm = Transpose.swap(LogSumExp.of(scores, 3), 1, 2);
    Shape rows = inputs.get(0).shape().range(0, 3);
    return List.of(Transpose.swap(result, 1, 2), Reshape.of(logarithm, rows));
  }

  private Value seen(int queries, int keys) {
    MemorySegment data = Arena.ofAuto().allocate((long) queries * keys, 64);
    for (int i = 0; i < queries; i++) {
      for (int j = 0; j < keys; j++) {
        data.set(ValueLayout.JAVA_BYTE, (long) i * keys + j, (byte) (mask.sees(i, j) ? 1 : 0));
      }
    }
    return Input.constant("mask", TensorType.of(DType.U8, queries, keys), data);
  }
}
