package org.sipha.it.configserver;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.config.server.EnableConfigServer;

/** A Spring Cloud Config Server as its users write it; the command line says the rest. */
@EnableAutoConfiguration
@EnableConfigServer
public class ConfigServer {
  /** Runs until the process ends. */
  public static void main(String[] arguments) {
    SpringApplication.run(ConfigServer.class, arguments);
  }
}
