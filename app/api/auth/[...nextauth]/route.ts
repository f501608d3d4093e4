import { handleAuth } from "@/app/auth/auth-handler";

type Context = { params: Promise<{ nextauth: string[] }> };

async function answer(request: Request, { params }: Context): Promise<Response> {
  return handleAuth(request, (await params).nextauth);
}

export { answer as GET, answer as POST };
