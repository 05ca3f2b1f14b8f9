package org.testcontainers.containers;

import org.testcontainers.containers.wait.strategy.WaitStrategy;

/** What the example uses of Testcontainers for Java, by its declarations. It starts nothing: it prints what it is told. */
public class GenericContainer<SELF extends GenericContainer<SELF>> {
    public GenericContainer(String dockerImageName) {
        System.out.println("image " + dockerImageName);
    }

    public SELF withExposedPorts(Integer... ports) {
        for (Integer port : ports) System.out.println("port " + port);
        return self();
    }

    public SELF withEnv(String key, String value) {
        System.out.println("env " + key + "=" + value);
        return self();
    }

    public SELF waitingFor(WaitStrategy waitStrategy) {
        System.out.println("wait " + waitStrategy);
        return self();
    }

    public String getHost() {
        return "localhost";
    }

    public Integer getMappedPort(int originalPort) {
        return originalPort + 1;
    }

    @SuppressWarnings("unchecked")
    private SELF self() {
        return (SELF) this;
    }
}
