package org.testcontainers.containers.wait.strategy;

public class HttpWaitStrategy implements WaitStrategy {
    private final String path;
    private int port;
    private int status;

    HttpWaitStrategy(String path) {
        this.path = path;
    }

    public HttpWaitStrategy forPort(int port) {
        this.port = port;
        return this;
    }

    public HttpWaitStrategy forStatusCode(int statusCode) {
        this.status = statusCode;
        return this;
    }

    @Override
    public String toString() {
        return port + path + " " + status;
    }
}
