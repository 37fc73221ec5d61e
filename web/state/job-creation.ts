// Creates a job and uploads its program only where the network does not have it yet.
import type { CallOptions, Client } from '@connectrpc/connect';
import { codedError } from '#client/orchestrator/coded-errors.ts';
import type { CreateJobRequest, Job, JobService } from '#proto/proofnet/v1/jobs_pb.ts';

/** A program from a file. */
export interface ProgramFile {
  readonly name: string;
  readonly elf: Uint8Array;
}

/** What the creation of jobs needs. */
export interface JobCreation {
  readonly service: Pick<Client<typeof JobService>, 'createJob' | 'uploadProgram'>;
  /** The digest by which networks know a program; rejects where it cannot be told here. */
  readonly digest: (elf: Uint8Array) => Promise<string>;
}

/** What is asked for besides the program. */
export type Wishes = Partial<Omit<CreateJobRequest, '$typeName' | '$unknown' | 'programDigest'>>;

/** Creates the job; `uploading` is called before the program is sent, which it is not where the network has it. */
export async function createdJob(
  { service, digest }: JobCreation,
  { name, elf }: ProgramFile,
  wishes: Wishes,
  options: CallOptions,
  uploading: () => void = () => {},
): Promise<Job | undefined> {
  // A browser that cannot run the engine submits jobs all the same.
  const known = await digest(elf).catch(() => undefined);
  if (known !== undefined) {
    try {
      return (await service.createJob({ ...wishes, programDigest: known }, options)).job;
    } catch (reason) {
      if (codedError(reason, Date.now()).code !== 'unknown_program') throw reason;
    }
  }
  uploading();
  const { programDigest } = await service.uploadProgram({ name: programName(name), elf }, options);
  return (await service.createJob({ ...wishes, programDigest }, options)).job;
}

/** A file's name as the network takes names. */
export function programName(file: string): string {
  return file.replaceAll(/[^\w .-]/g, '_').slice(0, 100) || 'program';
}
