import java.security.SecureRandom;
import java.util.HexFormat;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** The image of the emulator (docs/guides/container.md) for tests with Testcontainers. */
public class SpiEmulatorContainer extends GenericContainer<SpiEmulatorContainer> {
    private static final int PORT = 7740;
    private final String adminToken = randomToken();

    public SpiEmulatorContainer() {
        super("spi-emulator");
        withExposedPorts(PORT);
        withEnv("SPI_EMULATOR_ADMIN_TOKEN", adminToken);
        withEnv("SPI_EMULATOR_IN_MEMORY", "true");
        withEnv("SPI_EMULATOR_CLOCK", "manual");
        waitingFor(Wait.forHttp("/_emulator/ready").forPort(PORT).forStatusCode(200));
    }

    /** The base URL of the API. */
    public String url() {
        return "http://" + getHost() + ":" + getMappedPort(PORT);
    }

    /** The bearer token of the control plane, {@code /_emulator/}. */
    public String adminToken() {
        return adminToken;
    }

    private static String randomToken() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
