/** The programs around the snippets that are functions, and how each language is built. */
import * as fs from "node:fs";
import path from "node:path";
import type { VerificationSnippet } from "@/lib/policy/verification-snippet";
import type { Scene } from "./cases";

export type Written = { scene: Scene; snippet: VerificationSnippet };

export function write(folder: string, file: string, content: string): void {
  const at = path.join(folder, file);
  fs.mkdirSync(path.dirname(at), { recursive: true });
  // Unchanged files keep their time, so that nothing is compiled again for them.
  if (!fs.existsSync(at) || fs.readFileSync(at, "utf8") !== content) fs.writeFileSync(at, content);
}

/** A module with a package per dialect. */
export function writeGo(folder: string, written: Written[]): void {
  write(folder, "go.mod", "module example.com/snippets\n\ngo 1.19\n");
  for (const { scene, snippet } of written) write(folder, `${scene.name}/${snippet.filename}`, snippet.code);
  const names = written.map(({ scene }) => scene.name);
  write(
    folder,
    "main.go",
    `package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"strings"

${names.map((name) => `	${name} "example.com/snippets/${name}"`).join("\n")}
)

var verifiers = map[string]func([]byte, func(string) string, string) bool{
${names.map((name) => `	"${name}": ${name}.Verify,`).join("\n")}
}

func decoded(field string) string {
	bytes, err := base64.StdEncoding.DecodeString(field)
	if err != nil {
		panic(err)
	}
	return string(bytes)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\\t")
		headers := map[string]string{}
		for i := 3; i+1 < len(fields); i += 2 {
			headers[strings.ToLower(decoded(fields[i]))] = decoded(fields[i+1])
		}
		header := func(name string) string { return headers[strings.ToLower(name)] }
		fmt.Println(verifiers[fields[0]]([]byte(decoded(fields[2])), header, decoded(fields[1])))
	}
}
`,
  );
}

/** A package per dialect: the snippet has none of its own, so one line is put before it. */
export function writeJava(folder: string, written: Written[]): string[] {
  for (const { scene, snippet } of written)
    write(folder, `${scene.name}/${snippet.filename}`, `package ${scene.name};\n\n${snippet.code}`);
  write(
    folder,
    "Main.java",
    `import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.function.UnaryOperator;

public final class Main {
    private static byte[] decoded(String field) {
        return Base64.getDecoder().decode(field);
    }

    private static String text(String field) {
        return new String(decoded(field), StandardCharsets.UTF_8);
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\\t", -1);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 3; i + 1 < fields.length; i += 2) {
                headers.put(text(fields[i]), text(fields[i + 1]));
            }
            UnaryOperator<String> header = headers::get;
            System.out.println(Class.forName(fields[0] + ".WebhookSignature")
                .getMethod("verify", byte[].class, UnaryOperator.class, String.class)
                .invoke(null, decoded(fields[2]), header, text(fields[1])));
        }
    }
}
`,
  );
  return ["Main.java", ...written.map(({ scene, snippet }) => `${scene.name}/${snippet.filename}`)];
}

export function writeRuby(folder: string, written: Written[]): void {
  for (const { scene, snippet } of written) write(folder, `${scene.name}.rb`, snippet.code);
  write(
    folder,
    "main.rb",
    `verifiers = Hash.new do |known, name|
  known[name] = Module.new.tap do |verifier|
    verifier.module_eval(File.read("#{name}.rb", encoding: "UTF-8"))
    verifier.extend(verifier)
  end
end

STDIN.each_line(chomp: true) do |line|
  name, *fields = line.split("\\t", -1)
  secret, body, *headers = fields.map { |field| field.unpack1("m0").force_encoding("UTF-8") }
  puts verifiers[name].verify(body, headers.each_slice(2).to_h, secret)
end
`,
  );
}

/** A crate with a module per dialect; the union of what they depend on. */
export function writeRust(folder: string, written: Written[]): void {
  const dependencies = new Set([
    'base64 = "0.22"',
    ...written.flatMap(({ snippet }) => snippet.dependencies),
  ]);
  write(
    folder,
    "Cargo.toml",
    `[package]\nname = "snippets"\nversion = "0.0.0"\nedition = "2021"\n\n[dependencies]\n${[...dependencies].sort().join("\n")}\n`,
  );
  for (const { scene, snippet } of written) write(folder, `src/${scene.name}.rs`, snippet.code);
  const names = written.map(({ scene }) => scene.name);
  write(
    folder,
    "src/main.rs",
    `#![deny(warnings)]
use base64::{engine::general_purpose::STANDARD, Engine};
use std::{collections::HashMap, io::BufRead};

${names.map((name) => `mod ${name};`).join("\n")}

fn decoded(field: &str) -> Vec<u8> {
    STANDARD.decode(field).unwrap()
}

fn text(field: &str) -> String {
    String::from_utf8(decoded(field)).unwrap()
}

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let fields: Vec<&str> = line.split('\\t').collect();
        let headers: HashMap<String, String> =
            fields[3..].chunks(2).map(|pair| (text(pair[0]).to_lowercase(), text(pair[1]))).collect();
        let header = |name: &str| headers.get(&name.to_lowercase()).map(String::as_str);
        let (secret, body) = (text(fields[1]), decoded(fields[2]));
        let genuine = match fields[0] {
${names.map((name) => `            "${name}" => ${name}::verify(&body, header, &secret),`).join("\n")}
            other => panic!("{}", other),
        };
        println!("{}", genuine);
    }
}
`,
  );
}
