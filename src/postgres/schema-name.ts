/** The schema in the database, so that other tables in it are left alone. */
export const SCHEMA = "spi_emulator";
