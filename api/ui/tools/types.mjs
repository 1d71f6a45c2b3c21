// Makes gen/schema.ts, the types of the API, from gen/openapi.json, which `fenhu openapi` writes.
// Go's empty lists are typed as lists, not as null: the service sends [] for those of its own answers,
// and service/result.ts completes those of a stored result.
import { readFile, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const here = new URL('../gen/', import.meta.url)
const document = JSON.parse(await readFile(new URL('openapi.json', here), 'utf8'), (_, value) => {
  if (value && Array.isArray(value.type) && value.type.length === 2 && value.type.includes('array') && value.type.includes('null')) {
    return { ...value, type: 'array' }
  }
  return value
})
await writeFile(new URL('schema.ts', here), astToString(await openapiTS(document)))
