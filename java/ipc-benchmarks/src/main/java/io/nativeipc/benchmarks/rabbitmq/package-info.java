/** The cost of the RabbitMQ sender in comparison with the RabbitMQ client that it uses. */
package io.nativeipc.benchmarks.rabbitmq;
