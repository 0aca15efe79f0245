"""PostgreSQL and RabbitMQ for one machine: private folders, loopback, free ports, no configuration."""
