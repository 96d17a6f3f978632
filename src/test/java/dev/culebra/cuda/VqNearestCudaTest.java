package dev.culebra.cuda;

import dev.culebra.harness.FakeDriver;
import dev.culebra.harness.NearestCodes;
import dev.culebra.kernel.Precision;
import dev.culebra.run.Tiers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

@Tag("cuda")
class VqNearestCudaTest extends NearestCodes {
  @Override
  protected List<Tiers> searchers() {
    return Stream.of(Precision.values()).map(FakeDriver.tiers()::at).toList();
  }
}
