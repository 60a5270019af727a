namespace IpvsPS.Testing.Kubernetes;

/// <summary>A whole answer; refusals are in the words of kube-apiserver 1.36.</summary>
/// <param name="Status">The number of the answer.</param>
/// <param name="Body">What comes with it.</param>
/// <param name="Type">The body's type.</param>
internal sealed record ApiAnswer(int Status, string Body, string Type = "application/json")
{
    public static ApiAnswer Unauthorized { get; } = Make(401, "Unauthorized", "Unauthorized");

    /// <summary>An API that no server of this kind has; who may not ask for it is told so instead.</summary>
    public static ApiAnswer NoSuchApi { get; } = new(404, "404 page not found\n", "text/plain; charset=utf-8");

    public static ApiAnswer BadContinue { get; } =
        Make(400, "BadRequest", "invalid continue token: continue key is not valid: invalid character 'Ç' looking for beginning of value");

    public static ApiAnswer ContinueTooOld { get; } =
        Make(410, "Expired", "The provided continue parameter is too old to display a consistent list result.");

    public static ApiAnswer NoInitialEvents { get; } =
        Make(
            422,
            "Invalid",
            "ListOptions.meta.k8s.io \\\"\\\" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless "
                + "the WatchList feature gate is enabled",
            """{"group":"meta.k8s.io","kind":"ListOptions","causes":[{"reason":"FieldValueForbidden","""
                + """ "message":"Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled","""
                + """ "field":"sendInitialEvents"}]}"""
        );

    public static ApiAnswer NoVersionMatch { get; } =
        Make(
            422,
            "Invalid",
            "ListOptions.meta.k8s.io \\\"\\\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting "
                + "resourceVersionMatch to NotOlderThan"
        );

    /// <summary>A version that is no number: a list refuses it, a watch fails on it.</summary>
    public static ApiAnswer BadVersion(string version, bool isWatch)
    {
        string words = $"resourceVersion: Invalid value: \\\"{version}\\\": strconv.ParseUint: parsing \\\"{version}\\\": invalid syntax";
        return isWatch ? Make(500, string.Empty, words) : Make(400, "BadRequest", $"invalid resource version: {words}");
    }

    public static ApiAnswer TooOld(long version, long present) => Make(410, "Expired", $"too old resource version: {version} ({present})");

    /// <summary>A right that is missing.</summary>
    public static ApiAnswer Forbidden(string path, string user, bool isWatch)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        (string group, string name) = parts is ["apis", var first, _, var last] ? (first, last) : (string.Empty, parts[^1]);
        string full = group.Length > 0 ? $"{name}.{group}" : name;
        return Make(
            403,
            "Forbidden",
            $"{full} is forbidden: User \\\"{user}\\\" cannot {(isWatch ? "watch" : "list")} resource \\\"{name}\\\" in API group "
                + $"\\\"{group}\\\" at the cluster scope",
            $$"""{ {{(group.Length > 0 ? $"\"group\":\"{group}\"," : string.Empty)}} "kind":"{{name}}"}"""
        );
    }

    /// <summary>The resources of a group.</summary>
    public static ApiAnswer Group(string path, IEnumerable<string> resources)
    {
        IEnumerable<string> names = resources.Select(one =>
            $$"""{"name":"{{one[(path.Length + 1)..]}}","namespaced":false,"verbs":["list","watch"]}"""
        );
        return new(
            200,
            $$"""{"kind":"APIResourceList","groupVersion":"{{path["/apis/".Length..]}}","resources":[{{string.Join(',', names)}}]}"""
        );
    }

    /// <summary>Any other.</summary>
    public static ApiAnswer Of(int status) => Make(status, "InternalError", $"the stand-in was told to answer with {status}");

    private static ApiAnswer Make(int status, string reason, string message, string details = "") =>
        new(
            status,
            $$"""{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"{{message}}","""
                + (reason.Length > 0 ? $"\"reason\":\"{reason}\"," : string.Empty)
                + (details.Length > 0 ? $"\"details\":{details}," : string.Empty)
                + $$""" "code":{{status}}}"""
        );
}
