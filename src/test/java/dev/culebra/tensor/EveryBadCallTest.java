package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.culebra.cases.AllCases;
import dev.culebra.harness.Case;
import dev.culebra.harness.Seed;
import dev.culebra.harness.Tensors;
import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * Every case of every operation, spoilt: a call that does not fit is refused by {@code [op] fact}
 * with all its types, through the kernels' door and through tensors, and writes nothing.
 */
class EveryBadCallTest {
  private static final byte UNTOUCHED = 0x5A;

  /** Elements of a call that is run although it was spoilt. */
  private static final long FEW = 1000;

  @TestFactory
  Stream<DynamicTest> types() {
    return AllCases.all()
        .map(test -> DynamicTest.dynamicTest(test.toString(), () -> checkTypes(test)));
  }

  private static void checkTypes(Case test) {
    List<TensorType> types = test.signature().inputs();
    for (List<TensorType> bad : SpoiltCalls.ofWrongNumber(test.op(), types)) {
      assertTrue(refused(test.op(), bad), () -> "fits: " + bad);
      checkDoors(test, bad);
    }
    for (List<TensorType> other : SpoiltCalls.ofAnotherType(types)) {
      if (refused(test.op(), other)) {
        checkDoors(test, other);
      } else if (other.stream().mapToLong(TensorType::elements).sum() <= FEW) {
        checkRuns(test.op(), other);
      }
    }
  }

  /** Whether the shape rule refuses a call; what it says is checked then. */
  private static boolean refused(Op op, List<TensorType> types) {
    try {
      op.infer(types);
      return false;
    } catch (OpException refusal) {
      checkMessage(op, types, refusal);
      return true;
    } catch (RuntimeException failure) {
      return fail(types + " are not refused but fail", failure);
    }
  }

  private static void checkMessage(Op op, List<TensorType> types, OpException refusal) {
    String first =
        types.stream().limit(12).map(TensorType::toString).collect(Collectors.joining(" x "));
    String all = types.size() <= 12 ? first : first + " x ... (" + types.size() + " inputs)";
    String message = refusal.getMessage();
    assertTrue(message.startsWith("[" + op.name() + "] "), message);
    assertTrue(message.endsWith(": " + all), () -> message + " does not end with " + all);
  }

  private static void checkDoors(Case test, List<TensorType> types) {
    Op op = test.op();
    try (Arena arena = Arena.ofConfined()) {
      List<Operand> inputs = operands(types, arena);
      List<Operand> outputs = operands(test.signature().outputs(), arena);
      checkMessage(
          op, types, assertThrows(OpException.class, () -> Kernels.run(op, inputs, outputs)));
      Tensor[] tensors = tensors(inputs);
      checkMessage(op, types, assertThrows(OpException.class, () -> Tensor.apply(op, tensors)));
      inputs.forEach(EveryBadCallTest::checkUntouched);
      outputs.forEach(EveryBadCallTest::checkUntouched);
    }
  }

  /** What fits does run, or is refused for its data or for want of a kernel. */
  private static void checkRuns(Op op, List<TensorType> types) {
    try (Arena arena = Arena.ofConfined()) {
      List<Operand> inputs = operands(types, arena);
      Kernels.run(op, inputs, operands(op.infer(types), arena));
      inputs.forEach(EveryBadCallTest::checkUntouched);
    } catch (OpException refusal) {
      assertTrue(refusal.getMessage().startsWith("[" + op.name() + "] "), refusal.getMessage());
    } catch (RuntimeException failure) {
      fail(types + " fit but fail", failure);
    }
  }

  private static List<Operand> operands(List<TensorType> types, Arena arena) {
    return types.stream().map(type -> operand(type, arena)).toList();
  }

  private static Operand operand(TensorType type, Arena arena) {
    return new Operand(type, arena.allocate(type.bytes(), 64).fill(UNTOUCHED));
  }

  private static Tensor[] tensors(List<Operand> operands) {
    return operands.stream()
        .map(operand -> Tensor.over(operand.type(), operand.memory()))
        .toArray(Tensor[]::new);
  }

  private static void checkUntouched(Operand operand) {
    MemorySegment memory = operand.memory();
    for (long i = 0; i < memory.byteSize(); i++) {
      assertEquals(UNTOUCHED, memory.get(ValueLayout.JAVA_BYTE, i), "written all the same");
    }
  }

  /** One case of each operation whose operands all have elements. */
  @TestFactory
  Stream<DynamicTest> memory() {
    Map<Class<?>, Case> first = new LinkedHashMap<>();
    AllCases.all()
        .filter(EveryBadCallTest::isWhole)
        .forEach(test -> first.putIfAbsent(test.op().getClass(), test));
    return first.values().stream()
        .map(test -> DynamicTest.dynamicTest(test.toString(), () -> checkMemory(test)));
  }

  private static boolean isWhole(Case test) {
    Signature signature = test.signature();
    return Stream.concat(signature.inputs().stream(), signature.outputs().stream())
        .allMatch(type -> type.elements() > 0);
  }

  private static void checkMemory(Case test) {
    Signature signature = test.signature();
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> filled =
          Tensors.fill(test, signature.inputs(), Seed.random(test + "memory"), arena);
      List<Operand> inputs =
          IntStream.range(0, filled.size())
              .mapToObj(i -> new Operand(signature.input(i), filled.get(i)))
              .toList();
      List<Operand> outputs = operands(signature.outputs(), arena);
      for (int i = 0; i < inputs.size(); i++) {
        List<Operand> bad = replaced(inputs, i, closed(inputs.get(i).type()));
        String fact = "input " + i + " is closed memory";
        refuses(test, fact, outputs, () -> Kernels.run(test.op(), bad, outputs));
        Tensor[] tensors = tensors(bad);
        refuses(test, fact, outputs, () -> Tensor.apply(test.op(), tensors));
      }
      for (int i = 0; i < outputs.size(); i++) {
        TensorType type = outputs.get(i).type();
        checkOutput(test, inputs, outputs, i, closed(type), "is closed memory");
        Operand fixed = new Operand(type, outputs.get(i).memory().asReadOnly());
        checkOutput(test, inputs, outputs, i, fixed, "is read-only memory");
        TensorType larger = type.withShape(type.shape().append(2));
        String fact = "is " + larger + "; needs " + type;
        checkOutput(test, inputs, outputs, i, operand(larger, arena), fact);
        checkOverlaps(test, inputs, outputs, i, arena);
      }
    }
  }

  /** An output that begins inside an input, or is another output. */
  private static void checkOverlaps(
      Case test, List<Operand> inputs, List<Operand> outputs, int place, Arena arena) {
    TensorType type = outputs.get(place).type();
    for (int i = 0; i < inputs.size(); i++) {
      TensorType over = inputs.get(i).type();
      int shift = Math.max(type.dtype().bytes(), over.dtype().bytes());
      if (over.bytes() > shift) {
        MemorySegment block = arena.allocate(shift + Math.max(type.bytes(), over.bytes()), 64);
        Operand input = new Operand(over, block.asSlice(0, over.bytes()));
        input.memory().copyFrom(inputs.get(i).memory());
        byte[] before = block.toArray(ValueLayout.JAVA_BYTE);
        Operand output = new Operand(type, block.asSlice(shift, type.bytes()));
        String fact = "overlaps input " + i + "; only whole operands may";
        checkOutput(test, replaced(inputs, i, input), outputs, place, output, fact);
        assertEquals(-1, block.mismatch(MemorySegment.ofArray(before)), "written all the same");
      }
    }
    for (int other = 0; other < place; other++) {
      if (outputs.get(other).type().equals(type)) {
        checkOutput(test, inputs, outputs, place, outputs.get(other), "overlaps output " + other);
      }
    }
  }

  private static void checkOutput(
      Case test, List<Operand> inputs, List<Operand> outputs, int place, Operand bad, String fact) {
    List<Operand> changed = replaced(outputs, place, bad);
    String whole = "output " + place + " " + fact;
    refuses(test, whole, outputs, () -> Kernels.run(test.op(), inputs, changed));
  }

  private static void refuses(Case test, String fact, List<Operand> outputs, Executable call) {
    String message = assertThrows(OpException.class, call).getMessage();
    assertEquals(test.signature().refusal(fact).getMessage(), message);
    outputs.forEach(EveryBadCallTest::checkUntouched);
  }

  private static List<Operand> replaced(List<Operand> operands, int place, Operand operand) {
    List<Operand> changed = new ArrayList<>(operands);
    changed.set(place, operand);
    return changed;
  }

  private static Operand closed(TensorType type) {
    try (Arena arena = Arena.ofConfined()) {
      return new Operand(type, arena.allocate(type.bytes(), 64));
    }
  }
}
