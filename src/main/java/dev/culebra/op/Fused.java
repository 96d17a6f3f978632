package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Several operations of a program as one, so that a kernel can do them on data that is still in the
 * caches. By definition what its members give one after the other, bit for bit. The planner makes
 * it of what lies together in a program; nobody needs to record it.
 *
 * <p>Values have numbers: the inputs, then the members' results in order.
 *
 * @param inputs number of inputs
 * @param members operations in an order in which they can be done
 * @param results numbers of the members' results that are outputs
 */
public record Fused(int inputs, List<Member> members, List<Integer> results) implements Op {
  /**
   * One of the operations.
   *
   * @param operands numbers of the values that it is applied to, all below its own result's
   */
  public record Member(Op op, List<Integer> operands) {
    public Member {
      operands = List.copyOf(operands);
    }

    /** The types of the operands among those of all values. */
    public List<TensorType> operandTypes(List<TensorType> types) {
      return operands.stream().map(types::get).toList();
    }
  }

  public Fused {
    members = List.copyOf(members);
    results = List.copyOf(results);
  }

  @Override
  public String name() {
    return "fused";
  }

  @Override
  public List<TensorType> infer(List<TensorType> given) {
    Rule.arity(this, given, inputs);
    try {
      List<TensorType> types = types(given);
      return results.stream().map(types::get).toList();
    } catch (OpException refusal) {
      throw new OpException(name(), "no " + refusal.getMessage() + ": " + Rule.types(given));
    }
  }

  /**
   * The types of all values: inputs, then results.
   *
   * @throws OpException if the inputs do not fit a member
   */
  public List<TensorType> types(List<TensorType> given) {
    List<TensorType> types = new ArrayList<>(given);
    for (Member member : members) {
      types.addAll(member.op().infer(member.operandTypes(types)));
    }
    return types;
  }

  @Override
  public boolean isProduct() {
    return members.stream().anyMatch(member -> member.op().isProduct());
  }

  @Override
  public boolean hasGradientRule() {
    return false;
  }

  @Override
  public List<Value> unfused(List<Value> given) {
    List<Value> values = new ArrayList<>(given);
    for (Member member : members) {
      Value[] operands = member.operands().stream().map(values::get).toArray(Value[]::new);
      values.addAll(Node.record(member.op(), operands).outputs());
    }
    return results.stream().map(values::get).toList();
  }
}
