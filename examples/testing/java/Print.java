/** Prints what the example would have an engine do, and what it says of itself. */
public class Print {
    public static void main(String[] args) {
        SpiEmulatorContainer container = new SpiEmulatorContainer();
        System.out.println("url " + container.url());
        System.out.println("token " + container.adminToken());
    }
}
