import type { Rgb } from './map-colours.js';
import type { Turn } from './turning.js';

/** How a surface is looked at. */
export interface Look {
  readonly turn: Turn;
  /** Of the whole box over the height of the picture. */
  readonly zoom: number;
  /** Of the middle, in heights of the picture. */
  readonly shift: readonly [right: number, up: number];
  /** What is nearer than this share of the box's depth is cut away; 0 cuts nothing. */
  readonly cut: number;
  readonly background: Rgb;
  readonly colour: Rgb;
}

export interface Scene {
  /** A new surface: positions relative to the middle of the box, in boxes. Colours for each vertex, or one for all. */
  show(positions: Float32Array, normals: Float32Array, indices: Uint32Array): void;
  colour(colours: Uint8Array | null): void;
  draw(look: Look): void;
  dispose(): void;
}

const vertexShader = `#version 300 es
in vec3 position;
in vec3 normal;
in vec3 colour;
uniform mat3 turn;
uniform vec2 stretch;
uniform vec2 shift;
out vec3 seen;
out vec3 facing;
out vec3 tint;
void main() {
  seen = turn * position;
  facing = turn * normal;
  tint = colour;
  gl_Position = vec4(seen.xy * stretch + shift, -seen.z * 0.5, 1.0);
}`;

// Light from the upper left of the viewer and from the sky; what is farther fades, and the inside is darker.
const fragmentShader = `#version 300 es
precision highp float;
in vec3 seen;
in vec3 facing;
in vec3 tint;
uniform vec3 background;
uniform float nearest;
out vec4 pixel;
void main() {
  if (seen.z > nearest) discard;
  vec3 n = normalize(facing);
  // Where nothing is cut away the surface is closed.
  bool inside = nearest < 1.0 && !gl_FrontFacing;
  if (n.z < 0.0) n = -n;
  vec3 light = normalize(vec3(-0.45, 0.6, 0.75));
  float lit = max(dot(n, light), 0.0);
  float sky = 0.5 + 0.5 * n.y;
  float gloss = pow(max(dot(n, normalize(light + vec3(0.0, 0.0, 1.0))), 0.0), 40.0);
  vec3 shade = tint * (0.30 + 0.16 * sky + 0.62 * lit) + vec3(0.14 * gloss);
  if (inside) shade = tint * (0.22 + 0.25 * lit);
  float depth = smoothstep(0.25, -0.6, seen.z);
  pixel = vec4(mix(shade, background, 0.55 * depth), 1.0);
}`;

/** Draws a surface with WebGL 2. Null where the browser has none. */
export function createScene(canvas: HTMLCanvasElement): Scene | null {
  const gl = canvas.getContext('webgl2', { antialias: true, alpha: false });
  if (gl === null) return null;
  const program = link(gl);
  const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  const uniforms = {
    turn: place('turn'),
    stretch: place('stretch'),
    shift: place('shift'),
    background: place('background'),
    nearest: place('nearest'),
  };
  const attributes = { position: 0, normal: 1, colour: 2 };
  const array = gl.createVertexArray();
  const buffers = { position: gl.createBuffer(), normal: gl.createBuffer(), colour: gl.createBuffer() };
  const indexBuffer = gl.createBuffer();
  let count = 0;
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, indexBuffer);
  const fill = (name: keyof typeof buffers, values: Float32Array | Uint8Array): void => {
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    const isBytes = values instanceof Uint8Array;
    gl.vertexAttribPointer(attributes[name], 3, isBytes ? gl.UNSIGNED_BYTE : gl.FLOAT, isBytes, 0, 0);
    gl.enableVertexAttribArray(attributes[name]);
  };
  gl.enable(gl.DEPTH_TEST);
  let own = false;
  return {
    show: (positions, normals, indices) => {
      fill('position', positions);
      fill('normal', normals);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
      count = indices.length;
    },
    colour: (colours) => {
      own = colours !== null;
      if (colours === null) gl.disableVertexAttribArray(attributes.colour);
      else fill('colour', colours);
    },
    draw: ({ turn, zoom, shift, cut, background, colour }) => {
      const { width, height } = canvas;
      const [r, g, b] = background.map((value) => value / 255) as [number, number, number];
      gl.viewport(0, 0, width, height);
      gl.clearColor(r, g, b, 1);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
      gl.useProgram(program);
      // Row-major here, column-major there.
      gl.uniformMatrix3fv(uniforms.turn, true, [...turn]);
      gl.uniform2f(uniforms.stretch, (2 * zoom * height) / width, 2 * zoom);
      gl.uniform2f(uniforms.shift, (2 * shift[0] * height) / width, 2 * shift[1]);
      gl.uniform3f(uniforms.background, r, g, b);
      gl.uniform1f(uniforms.nearest, cut === 0 ? 2 : 0.5 - cut);
      if (!own) gl.vertexAttrib3f(attributes.colour, colour[0] / 255, colour[1] / 255, colour[2] / 255);
      if (count > 0) gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
    },
    // Not the context itself: the canvas may be drawn upon again.
    dispose: () => {
      for (const buffer of [...Object.values(buffers), indexBuffer]) gl.deleteBuffer(buffer);
      gl.deleteVertexArray(array);
      gl.deleteProgram(program);
    },
  };
}

function link(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind);
    if (shader === null) throw new Error('WebGL gives no shader.');
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  ['position', 'normal', 'colour'].forEach((name, at) => gl.bindAttribLocation(program, at, name));
  gl.linkProgram(program);
  if (gl.getProgramParameter(program, gl.LINK_STATUS) !== true) {
    throw new Error(`WebGL refuses the shaders: ${gl.getProgramInfoLog(program) ?? ''}`);
  }
  return program;
}
