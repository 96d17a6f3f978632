package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.cpu.simd.FusedReading;
import dev.culebra.cpu.simd.TileChain;
import dev.culebra.cpu.simd.TileStep;
import dev.culebra.kernel.Epilogue;
import dev.culebra.memory.Block;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.MemorySegment.Scope;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Binding of {@code native/src/map_chain.c}: a chain whose steps are all {@link NativeMap}s, in one
 * call for any run of elements.
 *
 * @param chain held, because its addresses stand in the block
 * @param scopes of the chain's memory
 */
record NativeChain(MemorySegment block, TileChain chain, Scope[] scopes) implements Epilogue {
  /** {@code CULEBRA_CHAIN_LINKS}. */
  private static final int LINKS = 16;

  /** {@code CULEBRA_CHAIN_TILES}. */
  private static final int TILES = 8;

  /** {@code CULEBRA_CHAIN_STREAMS}. */
  private static final int STREAMS = 16;

  /** {@code CULEBRA_CHAIN_KEPT}, which follows the modes of {@link FusedReading}. */
  private static final int KEPT = FusedReading.Mode.values().length;

  private static final NativeFunction FUNCTION =
      NativeFunction.of(
          "map_chain",
          links("left"),
          links("right"),
          links("output"),
          links("map"),
          links("left_mode"),
          links("left_size"),
          links("right_mode"),
          links("right_size"),
          links("output_mode"),
          links("output_size"),
          MemoryLayout.sequenceLayout(STREAMS, JAVA_LONG).withName("read"),
          MemoryLayout.sequenceLayout(STREAMS, JAVA_LONG).withName("written"),
          JAVA_LONG.withName("links"),
          JAVA_LONG.withName("reads"),
          JAVA_LONG.withName("writes"),
          JAVA_LONG.withName("run"));

  private static MemoryLayout links(String name) {
    return MemoryLayout.sequenceLayout(LINKS, JAVA_LONG).withName(name);
  }

  /** The chain in one call; null if C does not have all of it. */
  static NativeChain of(TileChain chain) {
    List<TileStep> steps = chain.steps();
    boolean fits =
        FUNCTION.refusal() == null
            && steps.size() <= LINKS
            && chain.reads().size() <= STREAMS
            && chain.writes().size() <= STREAMS
            && steps.stream()
                .allMatch(
                    step ->
                        step.span() instanceof NativeMap.Along along
                            && along.map().number() >= 0
                            && -step.tile() <= TILES);
    return fits ? new NativeChain(fill(chain), chain, scopes(steps)) : null;
  }

  private static MemorySegment fill(TileChain chain) {
    Block block = new Block(FUNCTION.block());
    for (int i = 0; i < chain.steps().size(); i++) {
      TileStep step = chain.steps().get(i);
      operand(block, "left", i, step.left());
      operand(block, "right", i, step.right() == null ? step.left() : step.right());
      boolean kept = step.tile() < 0;
      block
          .setAt("output", i, kept ? 0 : step.output().address())
          .setAt("output_mode", i, kept ? KEPT : FusedReading.Mode.EACH.ordinal())
          .setAt("output_size", i, kept ? -1L - step.tile() : 0)
          .setAt("map", i, ((NativeMap.Along) step.span()).map().number());
    }
    for (int i = 0; i < chain.reads().size(); i++) {
      block.setAt("read", i, chain.reads().get(i).address());
    }
    for (int i = 0; i < chain.writes().size(); i++) {
      block.setAt("written", i, chain.writes().get(i).address());
    }
    return block
        .set("links", (long) chain.steps().size())
        .set("reads", (long) chain.reads().size())
        .set("writes", (long) chain.writes().size())
        .set("run", chain.run())
        .segment();
  }

  private static void operand(Block block, String name, int link, TileStep.Operand operand) {
    boolean kept = operand.tile() < 0;
    FusedReading reading = operand.reading();
    block
        .setAt(name, link, kept ? 0 : operand.segment().address())
        .setAt(name + "_mode", link, kept ? KEPT : reading.mode().ordinal())
        .setAt(name + "_size", link, kept ? -1L - operand.tile() : reading.size());
  }

  private static Scope[] scopes(List<TileStep> steps) {
    return Stream.concat(
            steps.stream().map(TileStep::output),
            steps.stream()
                .flatMap(step -> Stream.of(step.left(), step.right()))
                .filter(Objects::nonNull)
                .map(TileStep.Operand::segment))
        .map(MemorySegment::scope)
        .distinct()
        .toArray(Scope[]::new);
  }

  @Override
  public void run(long first, long count) {
    for (Scope scope : scopes) {
      if (!scope.isAlive()) {
        throw new IllegalStateException("[fused] an operand's memory is closed");
      }
    }
    FUNCTION.call(block, first, first + count);
    Reference.reachabilityFence(chain);
  }
}
