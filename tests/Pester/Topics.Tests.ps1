# What the about_ topics show, typed in one after the other in an empty folder.
Describe 'The examples of the topics' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        # What nobody else on this host has.
        $name = "$prefix-topic"
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Any, 0)
        $listener.Start()
        $port = $listener.LocalEndpoint.Port
        $listener.Stop()

        $path = $env:PATH
        # What a schedule runs must be there. It is taken away again before it runs.
        $bin = New-Item TestDrive:/bin -ItemType Directory
        $null = New-Item "$($bin.FullName)/containerstate" -ItemType SymbolicLink -Value /usr/bin/env
        $env:PATH = "$($bin.FullName):$path"
        foreach ($who in 'AUTHOR', 'COMMITTER') {
            Set-Item "env:GIT_${who}_NAME" Test
            Set-Item "env:GIT_${who}_EMAIL" test@example.org
        }
        Push-Location (New-Item TestDrive:/empty -ItemType Directory)

        # Runs all examples of a topic in the scope of the caller, and hands back what they wrote.
        function Get-Examples([string] $Topic) {
            $page = Get-Content (Join-Path $PSScriptRoot ../../docs/en-US "$Topic.md") -Raw
            $blocks = [regex]::Matches($page, '(?s)```powershell\n(.*?)```').ForEach({ $_.Groups[1].Value }) -join "`n"
            [scriptblock]::Create(($blocks -creplace '\bweb\b', $name -replace '\b8080:8080\b', "${port}:8080" -replace 'localhost:8080\b', "localhost:$port"))
        }
    }

    AfterAll {
        Pop-Location
        $env:PATH = $path
        foreach ($who in 'AUTHOR', 'COMMITTER') { Remove-Item "env:GIT_${who}_NAME", "env:GIT_${who}_EMAIL" }
        Unregister-ServerRebuild $name -ErrorAction Ignore
        Stop-Server "$name*" -Force
    }

    It 'describe a server' {
        $said = . (Get-Examples about_ContainerState_Repository)
        ($said | Where-Object { $_.PSObject.Properties['Missing'] }).Complete | Should -BeTrue
        ($said | Where-Object { $_.PSObject.Properties['Component'] -and $_.Path -eq '/srv/www/index.html' }).Component | Should -Contain rootfs
        "./$name.html" | Should -Exist
    }

    It 'run it' {
        $said = . (Get-Examples about_ContainerState_Running)
        $said | Should -Contain "<p>Hello.</p>`n"
        ($said | Where-Object { $_.PSObject.Properties['Checks'] }).Passed | Should -BeTrue
        Get-Server "$name*" | Should -BeNullOrEmpty
    }

    It 'roll it out, and go back' {
        $said = . (Get-Examples about_ContainerState_Runbooks)
        $said | Should -Contain 'exit 0'
        $said[-1].Kind, $said[-1].Outcome | Should -Be Restore, Replaced
        (Invoke-WebRequest "http://localhost:$port/").Content | Should -Be "<p>Hello.</p>`n"
        Get-ServerRebuild $name -Scheduled -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}
