# A pod's web server: pod-server.pl NAME PORT answers every request with a page that names the pod.
use strict;
use warnings;
use Socket;

my ($name, $port) = @ARGV;
socket(my $server, PF_INET, SOCK_STREAM, 0) or die "socket: $!";
setsockopt($server, SOL_SOCKET, SO_REUSEADDR, 1) or die "setsockopt: $!";
bind($server, sockaddr_in($port, INADDR_ANY)) or die "bind: $!";
listen($server, 16) or die "listen: $!";

my $page = "Hello from $name\n";
my $answer = "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " . length($page) . "\r\n\r\n$page";
while (1) {
    accept(my $client, $server) or next;
    # To close before all of the request is read would reset the connection.
    my $request = '';
    while ($request !~ /\r?\n\r?\n/) { sysread($client, $request, 4096, length $request) or last; }
    syswrite($client, $answer);
    close($client);
}
