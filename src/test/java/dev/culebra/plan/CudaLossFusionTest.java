package dev.culebra.plan;

import dev.culebra.harness.FakeDriver;
import dev.culebra.ir.Value;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The same on a device, where one gradient of two is enough and products join nothing. */
@Tag("cuda")
class CudaLossFusionTest extends LossFusionTest {
  private static final Map<String, String> OTHERWISE =
      Map.of(
          "fill gaussian_kl gaussian_kl_gradient",
          "fill gaussian_kl+gaussian_kl_gradient",
          "fill fill matmul+add squared_error_sum+squared_error_sum_gradient matmul",
          "fill fill matmul add squared_error_sum+squared_error_sum_gradient matmul");

  @Override
  void requireKernels() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  @Override
  Device device() {
    return Device.named("cuda", Workers.caller());
  }

  @Override
  void check(String names, List<Value> outputs) {
    super.check(OTHERWISE.getOrDefault(names, names), outputs);
  }
}
