package dev.culebra.cuda;

import dev.culebra.harness.FakeDriver;
import dev.culebra.harness.NearestCodes;
import dev.culebra.run.Tiers;
import java.util.List;
import org.junit.jupiter.api.Tag;

@Tag("cuda")
class VqNearestCudaTest extends NearestCodes {
  @Override
  protected List<Tiers> searchers() {
    return List.of(FakeDriver.tiers());
  }
}
