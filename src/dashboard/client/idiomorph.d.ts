/** The build copies the package's module beside these scripts under this name. */
export { Idiomorph } from "idiomorph";
