package dev.culebra.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.AllReduceStart;
import dev.culebra.op.Exp;
import dev.culebra.op.Multiply;
import dev.culebra.op.Sin;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** When sums over devices begin and end, and what is done for them. */
class OverlapTest {
  private final Input left = Input.feed("left", TensorType.f32(7));
  private final Input right = Input.feed("right", TensorType.f32(7));

  private static String order(List<Value> outputs) {
    return Overlap.order(new Graph(outputs, Map.of()).nodes()).stream()
        .map(Node::op)
        .map(op -> op.name())
        .collect(Collectors.joining(" "));
  }

  @Test
  void sumsBeginWhereTheirOperandsAre() {
    Value first = Exp.of(left);
    Value second = Sin.of(first);
    Value sum = AllReduceStart.sums(List.of(first)).getFirst();
    assertEquals(
        "exp all_reduce_start sin all_reduce_end add", order(List.of(Add.of(sum, second))));
  }

  /** What only a sum reads comes with it, though it was recorded last. */
  @Test
  void accumulationFollowsItsOperand() {
    Value first = Exp.of(left);
    Value second = Sin.of(first);
    Value accumulated = Add.of(right, Multiply.of(first, left));
    Value sum = AllReduceStart.sums(List.of(accumulated)).getFirst();
    assertEquals(
        "exp multiply add all_reduce_start sin all_reduce_end", order(List.of(sum, second)));
  }

  @Test
  void whatOthersReadStays() {
    Value first = Exp.of(left);
    Value second = Sin.of(first);
    Value product = Multiply.of(first, second);
    Value accumulated = Add.of(right, product);
    Value sum = AllReduceStart.sums(List.of(accumulated)).getFirst();
    assertEquals(
        "exp sin multiply add all_reduce_start exp all_reduce_end",
        order(List.of(sum, Exp.of(product))));
  }

  /** A sum of what was added up is not begun before that is there. */
  @Test
  void sumsOfSumsWait() {
    Value once = AllReduceStart.sums(List.of(Exp.of(left))).getFirst();
    Value later = Sin.of(right);
    Value twice = AllReduceStart.sums(List.of(Multiply.of(once, left))).getFirst();
    assertEquals(
        "exp all_reduce_start sin all_reduce_end multiply all_reduce_start all_reduce_end",
        order(List.of(later, twice)));
  }
}
