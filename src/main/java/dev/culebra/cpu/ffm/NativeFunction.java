package dev.culebra.cpu.ffm;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.memory.Block;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * A C kernel: its machine code and its argument block, or why it cannot be called. It cannot if the
 * library lacks it or lays the block out otherwise: then the library is of other sources.
 *
 * @param name of the function
 * @param block layout of its argument block
 * @param code {@code void(block, first element, element after the last)}; null if refused
 * @param refusal the reason; null if it can be called
 */
record NativeFunction(String name, StructLayout block, MethodHandle code, String refusal) {
  private static final FunctionDescriptor SIGNATURE =
      FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

  /** {@code struct culebra_field}: name, offset, bytes. */
  private static final int NAME_BYTES = 32;

  private static final int FIELD_BYTES = NAME_BYTES + 2 * Long.BYTES;

  /** More than any block has; the list ends itself. */
  private static final int MOST_FIELDS = 64;

  /**
   * The kernel {@code culebra_<operation>} of this JVM's library.
   *
   * @param fields as in the C struct: pointers, 64-bit numbers, then 32-bit numbers
   */
  static NativeFunction of(String operation, MemoryLayout... fields) {
    return of(NativeLibrary.get().symbols(), "culebra_" + operation, Block.struct(fields));
  }

  @SuppressWarnings("restricted")
  static NativeFunction of(SymbolLookup library, String name, StructLayout block) {
    MemorySegment address = library.find(name).orElse(MemorySegment.NULL);
    MemorySegment list = library.find(name + "_fields").orElse(MemorySegment.NULL);
    if (address.equals(MemorySegment.NULL) || list.equals(MemorySegment.NULL)) {
      return refused(name, block, name + " is not in the library; build it from these sources");
    }
    String theirs = describe(list.reinterpret((long) MOST_FIELDS * FIELD_BYTES));
    String ours = describe(block);
    return theirs.equals(ours)
        ? new NativeFunction(
            name, block, Linker.nativeLinker().downcallHandle(address, SIGNATURE), null)
        : refused(name, block, name + " has the block " + theirs + "; expected " + ours);
  }

  /** The kernel that calls this, or why this machine's library does not have it. */
  Choice offer(Kernel kernel) {
    return refusal == null ? kernel : Choice.refuse(refusal);
  }

  /** Another function of the library that takes the same argument block. */
  @SuppressWarnings("restricted")
  NativeFunction sibling(String operation) {
    if (refusal != null) {
      return this;
    }
    String other = "culebra_" + operation;
    return NativeLibrary.get()
        .symbols()
        .find(other)
        .map(
            address ->
                new NativeFunction(
                    other, block, Linker.nativeLinker().downcallHandle(address, SIGNATURE), null))
        .orElseGet(() -> refused(other, block, other + " is not in the library"));
  }

  /** Calls the machine code. */
  void call(MemorySegment argument, long begin, long end) {
    try {
      code.invokeExact(argument, begin, end);
    } catch (Throwable thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  /** The names in a list of fields of this JVM's library; none if the list is not there. */
  @SuppressWarnings("restricted")
  static List<String> fields(String name) {
    MemorySegment list =
        NativeLibrary.get().symbols().find(name + "_fields").orElse(MemorySegment.NULL);
    List<String> names = new ArrayList<>();
    if (!list.equals(MemorySegment.NULL)) {
      MemorySegment whole = list.reinterpret((long) MOST_FIELDS * FIELD_BYTES);
      for (long at = 0; !whole.getString(at).isEmpty(); at += FIELD_BYTES) {
        names.add(whole.getString(at));
      }
    }
    return names;
  }

  private static NativeFunction refused(String name, StructLayout block, String reason) {
    return new NativeFunction(name, block, null, reason);
  }

  /** Name, offset and size of each field, as Java has them. */
  static String describe(StructLayout block) {
    StringBuilder text = new StringBuilder();
    for (MemoryLayout field : block.memberLayouts()) {
      field
          .name()
          .ifPresent(
              name ->
                  append(
                      text,
                      name,
                      block.byteOffset(MemoryLayout.PathElement.groupElement(name)),
                      field.byteSize()));
    }
    return text.append(block.byteSize()).toString();
  }

  /** The same as the C compiler has them. */
  private static String describe(MemorySegment list) {
    StringBuilder text = new StringBuilder();
    long at = 0;
    for (; !list.getString(at).isEmpty(); at += FIELD_BYTES) {
      append(text, list.getString(at), number(list, at, 0), number(list, at, 1));
    }
    return text.append(number(list, at, 0)).toString();
  }

  private static long number(MemorySegment list, long field, int index) {
    return list.get(ValueLayout.JAVA_LONG, field + NAME_BYTES + (long) index * Long.BYTES);
  }

  private static void append(StringBuilder text, String name, long offset, long bytes) {
    text.append(name).append('@').append(offset).append(':').append(bytes).append(' ');
  }
}
