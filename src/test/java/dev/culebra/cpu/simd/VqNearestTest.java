package dev.culebra.cpu.simd;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.NearestCodes;
import dev.culebra.run.Tiers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@Tag("widths")
class VqNearestTest extends NearestCodes {
  /** The tiers of this machine that search fast; the C tier is not everywhere. */
  private static final List<String> TIERS =
      Tiers.of("cpu").names().stream().filter(List.of("simd", "c")::contains).toList();

  @Override
  protected List<Tiers> searchers() {
    return TIERS.stream().map(Tiers.of("cpu")::only).toList();
  }

  @TestFactory
  Stream<DynamicTest> moreCodesThanNumbersInKeys() {
    return random("more codes than numbers in keys", 3, 1_100_000, 2);
  }

  @Test
  void theVectorTierIsThere() {
    assertTrue(TIERS.contains("simd"));
  }
}
